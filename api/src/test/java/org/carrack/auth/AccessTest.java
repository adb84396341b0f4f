package org.carrack.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final Caller USER = new Caller("ada", Set.of("user"));

    @Test
    void aDescriptorThatSaysNothingIsClosedToAllButAdmins() {
        assertThat(Access.CLOSED.decide(Caller.ANONYMOUS)).isEqualTo(Access.Decision.LOGIN_NEEDED);
        assertThat(Access.CLOSED.decide(USER)).isEqualTo(Access.Decision.FORBIDDEN);
        assertThat(Access.CLOSED.decide(Caller.OWNER)).isEqualTo(Access.Decision.ALLOWED);
    }

    @Test
    void isAdminAloneStillAsksForLoginAndAdmin() {
        Access adminOnly = new Access(false, true);
        assertThat(adminOnly.decide(Caller.ANONYMOUS)).isEqualTo(Access.Decision.LOGIN_NEEDED);
        assertThat(adminOnly.decide(USER)).isEqualTo(Access.Decision.FORBIDDEN);
    }

    @Test
    void isAuthAloneTakesAnyAccount() {
        Access accounts = new Access(true, false);
        assertThat(accounts.decide(Caller.ANONYMOUS)).isEqualTo(Access.Decision.LOGIN_NEEDED);
        assertThat(accounts.decide(USER)).isEqualTo(Access.Decision.ALLOWED);
    }

    @Test
    void anOpenDoorTakesEverybody() {
        assertThat(Access.OPEN.decide(Caller.ANONYMOUS)).isEqualTo(Access.Decision.ALLOWED);
    }
}
