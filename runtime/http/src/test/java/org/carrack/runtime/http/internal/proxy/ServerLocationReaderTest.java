package org.carrack.runtime.http.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.carrack.config.ConfigException;
import org.carrack.model.DeclaredTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLocationReaderTest {

    private static ServerLocation read(Object... keysAndValues) throws ConfigException {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return ServerLocationReader.read(DeclaredTag.of("locations", values));
    }

    @Test
    void staticIsTheDefault() throws Exception {
        ServerLocation read = read("path_location", "html", "path_url", "/docs/", "name", "docs");
        assertThat(read).isInstanceOfSatisfying(ServerLocation.Static.class, files -> {
            assertThat(files.common().name()).isEqualTo("docs");
            assertThat(files.common().path()).isEqualTo("/docs");
            assertThat(files.index()).isEqualTo("index.html");
            assertThat(files.isSpa()).isFalse();
        });
        assertThat(read("path_location", "html").common().path()).isEmpty();
        assertThat(read("path_location", "html", "type", "SPA"))
                .isInstanceOfSatisfying(
                        ServerLocation.Static.class,
                        files -> assertThat(files.isSpa()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 8081, http, , http://127.0.0.1:8081/",
        "backend, , http, , http://backend:80/",
        "backend, , https, , https://backend:443/",
        "backend, 8443, wss, /api/, https://backend:8443/api/",
        "backend, , ws, v1/x, http://backend:80/v1/x/",
        "::1, 9000, http, , http://[::1]:9000/",
    })
    void proxyHasAnUpstream(String host, String port, String scheme, String path, String target) throws Exception {
        Map<String, Object> values = new HashMap<>(Map.of("type", "proxy", "host", host, "scheme", scheme));
        if (port != null) {
            values.put("port", Long.parseLong(port));
        }
        if (path != null) {
            values.put("path_dest", path);
        }
        assertThat(ServerLocationReader.read(DeclaredTag.of("locations", values)))
                .isInstanceOfSatisfying(
                        ServerLocation.Upstream.class,
                        proxy -> assertThat(proxy.backend().target()).isEqualTo(URI.create(target)));
    }

    @Test
    void redirectHasAnAddressAndAStatus() throws Exception {
        assertThat(read("type", "redirect", "to", "https://example.org/x"))
                .isInstanceOfSatisfying(ServerLocation.Redirection.class, to -> {
                    assertThat(to.redirect().target()).isEqualTo(URI.create("https://example.org/x"));
                    assertThat(to.redirect().status()).isEqualTo(302);
                });
    }

    @Test
    void textForNginxIsKept() throws Exception {
        assertThat(read("type", "custom", "config", "return 204;"))
                .isInstanceOfSatisfying(
                        ServerLocation.NginxSnippet.class,
                        text -> assertThat(text.text()).isEqualTo("return 204;"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "type        | ftp        | there is no location of type \"ftp\"; these are: static, spa, proxy, redirect, custom",
                "path_url    | /a/../b    | path_url must be a plain path of letters, digits and . _ ~ -, not a/../b",
                "path_url    | /a b       | path_url must be a plain path of letters, digits and . _ ~ -, not a b",
                "host        | http://x   | host is a name or an address, without http://, and not http://x",
                "scheme      | ftp        | scheme must be http or https, not ftp",
                "path_dest   | a?b        | path_dest is a path without ? and #, and not a?b",
                "proxy_buffering | maybe  | proxy_buffering must be on or off, not maybe",
                "proxy_redirect  | http://a http://b | proxy_redirect must be default or off, not http://a http://b",
                "hosst       | x          | hosst is not a key of locations; these are: ",
            },
            delimiter = '|')
    void mistakesAreNamed(String key, String value, String message) {
        Map<String, Object> values = new HashMap<>(Map.of("type", "proxy", "host", "backend"));
        values.put(key, value);
        assertThatThrownBy(() -> ServerLocationReader.read(DeclaredTag.of("locations", values)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatAKindNeedsIsNamed() {
        assertThatThrownBy(() -> read("type", "proxy"))
                .hasMessage("a location of type proxy needs the host that it sends requests to: host = \"127.0.0.1\"");
        assertThatThrownBy(() -> read("type", "redirect")).hasMessage("to is missing in locations");
        assertThatThrownBy(() -> read("type", "redirect", "to", "/x", "status", 200L))
                .hasMessage("a redirect has one of the statuses [301, 302, 303, 307, 308], not 200");
        assertThatThrownBy(() -> read("type", "custom"))
                .hasMessage("a location of type custom needs custom_config, the text for nginx");
        assertThatThrownBy(() -> read("type", "proxy", "host", "b", "headers", Map.of("X", "a\nb")))
                .hasMessage("X is no header with a value of one line");
    }
}
