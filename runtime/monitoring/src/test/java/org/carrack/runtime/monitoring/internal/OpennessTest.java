package org.carrack.runtime.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.carrack.http.HttpRequest;
import org.carrack.model.DeclaredTag;
import org.carrack.spi.config.ServerConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sees the state of the server. */
class OpennessTest {

    /** A request by a caller, with a header of a proxy if one is named. */
    private static HttpRequest request(Caller caller, String header) {
        return (HttpRequest) Proxy.newProxyInstance(
                OpennessTest.class.getClassLoader(), new Class<?>[] {HttpRequest.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "caller" -> caller;
                        case "header" -> arguments[0].equals(header) ? Optional.of("x") : Optional.empty();
                        default -> throw new AssertionError(method);
                    };
                });
    }

    @ParameterizedTest
    @CsvSource({
        // bound to, configuration, header, admin, open
        "'', '', '', false, true",
        "127.0.0.1, '', '', false, true",
        "127.0.0.53, '', '', false, true",
        "localhost, '', '', false, true",
        "::1, '', '', false, true",
        "0.0.0.0, '', '', false, false",
        "10.1.2.3, '', '', false, false",
        "0.0.0.0, '', '', true, true",
        "0.0.0.0, monitoring_open, '', false, true",
        "127.0.0.1, nginx, '', false, false",
        "127.0.0.1, nginx, '', true, true",
        "127.0.0.1, '', X-Forwarded-For, false, false",
        "127.0.0.1, '', Via, false, false",
        "127.0.0.1, '', Accept, false, true"
    })
    void itIsOpenWhereOnlyThisMachineCanAsk(
            String bind, String configured, String header, boolean isAdmin, boolean isOpen) {
        Map<String, Object> values = switch (configured) {
            case "nginx" -> Map.of("nginx", Map.of());
            case "monitoring_open" -> Map.of("monitoring_open", true);
            default -> Map.of();
        };
        ServerConfig config = () -> DeclaredTag.of("carrack", values);
        Caller caller = isAdmin ? Caller.OWNER : Caller.ANONYMOUS;
        assertThat(new Openness(bind, config).isOpen(request(caller, header))).isEqualTo(isOpen);
    }
}
