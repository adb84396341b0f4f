package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.carrack.model.Problem;
import org.carrack.model.TomlTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a file, with definitions as bnd writes them. */
class ConfigCheckerTest {

    private static final String METATYPE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0" xmlns:carrack="https://carrack.org/xmlns/config/v1.0.0">
              <OCD id="carrack.server" name="Server" carrack:table="">
                <AD id="hookLimitS" type="Integer" description="time limit" min="1" max="86400" default="60"/>
                <AD id="openBundles" type="String" cardinality="2147483647" description="names"/>
                <AD id="accessLog" type="Boolean" description="the log" default="false" carrack:restart="true"/>
              </OCD>
              <OCD id="carrack.redis" name="Redis" carrack:table="redis" carrack:named="true">
                <AD id="url" type="String" description="address"/>
              </OCD>
              <OCD id="carrack.oidc" name="Providers" carrack:table="oidc">
                <AD id="name" type="String" description="name"/>
                <AD id="roles" type="String" cardinality="2147483647" description="roles" carrack:free="true"/>
              </OCD>
              <OCD id="something.else" name="Of somebody else">
                <AD id="x" type="String"/>
              </OCD>
            </metatype:MetaData>
            """;

    private static List<ConfigDefinition> definitions() throws IOException {
        return MetatypeReader.read(new ByteArrayInputStream(METATYPE.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> check(String toml) throws IOException {
        List<Problem> problems = new ArrayList<>();
        var root = TomlTags.tags("etc/carrack.toml", toml, problems);
        assertThat(problems).isEmpty();
        return new ConfigChecker(definitions())
                .check(root).stream().map(ConfigChecker.Mistake::toString).toList();
    }

    @Test
    void definitionsAreRead() throws IOException {
        assertThat(definitions()).extracting(ConfigDefinition::table).containsExactly("", "redis", "oidc");
        ConfigDefinition.ConfigKey limit = definitions().get(0).keys().get(0);
        assertThat(limit.name()).isEqualTo("hook_limit_s");
        assertThat(limit.defaultValue()).contains("60");
        assertThat(limit.max()).hasValue(86_400);
        assertThat(limit.needsRestart()).isFalse();
        assertThat(definitions().get(0).keys().get(2).needsRestart()).isTrue();
    }

    @Test
    void goodFileHasNoMistakes() throws IOException {
        assertThat(check("""
                hook_limit_s = 5
                open_bundles = ["a", "b.*"]
                access_log = true
                [redis.default]
                url = "redis://localhost"
                [redis.other]
                url = "redis://other"
                [[oidc]]
                name = "one"
                [oidc.roles]
                "anything at all" = ["admin"]
                [[oidc]]
                name = "two"
                """)).isEmpty();
        assertThat(check("open_bundles = \"a\"")).as("one instead of a list").isEmpty();
        assertThat(check("Hook-Limit-S = 5\n[Redis.default]\nURL = \"redis://localhost\"\n"))
                .as("names as look-ups have them")
                .isEmpty();
        assertThat(check("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "hook_limits_s = 5       | 1:1: there is no key or table hook_limits_s; did you mean hook_limit_s?",
                "[rediss.default]        | 1:2: there is no key or table rediss; did you mean redis?",
                "zzz = 1                 | 1:1: there is no key or table zzz; these are: access_log, hook_limit_s, oidc, open_bundles, redis",
                "hook_limit_s = '5'      | 1:1: hook_limit_s must be a whole number, not \"5\"",
                "hook_limit_s = 0        | 1:1: hook_limit_s must be between 1 and 86400, not 0",
                "hook_limit_s = 5.5      | 1:1: hook_limit_s must be a whole number, not 5.5",
                "access_log = 'true'     | 1:1: access_log must be true or false, not \"true\"",
                "open_bundles = [1]      | 1:1: open_bundles must be a list of texts",
                "redis = 'x'             | 1:1: redis is a table: write [redis], with its keys below",
                "redis.default = 'x'     | 1:1: redis.default is a table: write [redis.default], with its keys below",
                "redis.default.ulr = 'x' | 1:1: ulr is no key of [redis.default]; these are: url",
                "oidc.roles = 'admin'    | 1:1: roles must be a table, not \"admin\"",
            },
            delimiter = '|',
            quoteCharacter = '`')
    void mistakeIsNamedWithItsPlace(String toml, String message) throws IOException {
        assertThat(check(toml)).hasSize(1);
        assertThat(check(toml).get(0))
                .startsWith("etc/carrack.toml:")
                .endsWith(message.substring(message.indexOf(' ')));
    }
}
