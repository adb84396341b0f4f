package org.carrack.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.carrack.auth.Access.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    private static final Caller USER = new Caller("ada", Set.of("user"));
    private static final Caller OF_PACKAGE = new Caller("bob", Set.of("user", "package:polls"));
    private static final Caller ADMIN = new Caller("eve", Set.of("admin"));

    @ParameterizedTest(name = "is_auth={0} is_package_authorized={1} is_admin={2}: {3} {4} {5} {6}")
    @CsvSource({
        "false, false, false, ALLOWED, ALLOWED, ALLOWED, ALLOWED",
        "true,  false, false, UNAUTHENTICATED, ALLOWED, ALLOWED, ALLOWED",
        "false, true,  false, UNAUTHENTICATED, FORBIDDEN, ALLOWED, ALLOWED",
        "true,  true,  false, UNAUTHENTICATED, FORBIDDEN, ALLOWED, ALLOWED",
        "false, false, true,  UNAUTHENTICATED, FORBIDDEN, FORBIDDEN, ALLOWED",
        "true,  true,  true,  UNAUTHENTICATED, FORBIDDEN, FORBIDDEN, ALLOWED",
    })
    void theStrictestFlagCounts(
            boolean isAuth,
            boolean isPackageAuthorized,
            boolean isAdmin,
            Decision anonymous,
            Decision user,
            Decision ofPackage,
            Decision admin) {
        Access access = new Access(isAuth, isPackageAuthorized, isAdmin);

        assertThat(access.decide(Caller.ANONYMOUS, "polls")).isEqualTo(anonymous);
        assertThat(access.decide(USER, "polls")).isEqualTo(user);
        assertThat(access.decide(OF_PACKAGE, "polls")).isEqualTo(ofPackage);
        assertThat(access.decide(ADMIN, "polls")).isEqualTo(admin);
    }

    @Test
    void theRoleOfAPackageOpensNoOther() {
        assertThat(new Access(true, true, false).decide(OF_PACKAGE, "code")).isEqualTo(Decision.FORBIDDEN);
    }

    @Test
    void aTokenForSomePackagesOpensNoOtherDoor() {
        Caller limited = new Caller("eve", Set.of("admin"), Set.of("polls"), "");

        assertThat(Access.CLOSED.decide(limited, "polls")).isEqualTo(Decision.ALLOWED);
        assertThat(Access.CLOSED.decide(limited, "code")).isEqualTo(Decision.FORBIDDEN);
        assertThat(Access.CLOSED.decide(limited, "")).isEqualTo(Decision.FORBIDDEN);
        assertThat(Access.OPEN.decide(limited, "code")).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void whatSaysNothingIsForAdminsAlone() {
        assertThat(Access.CLOSED.decide(USER, "polls")).isEqualTo(Decision.FORBIDDEN);
        assertThat(Access.CLOSED.decide(Caller.OWNER, "polls")).isEqualTo(Decision.ALLOWED);
    }
}
