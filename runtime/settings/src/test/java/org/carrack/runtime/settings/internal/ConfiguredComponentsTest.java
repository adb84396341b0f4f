package org.carrack.runtime.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether a description of components names a PID. */
class ConfiguredComponentsTest {

    @Test
    void aPidIsNamedByTheConfigurationOrTheComponentItself() {
        assertThat(ConfiguredComponents.isIn("<scr:component configuration-pid=\"shop\" name=\"a.B\">", "shop"))
                .isTrue();
        assertThat(ConfiguredComponents.isIn("<component name='shop'>", "shop")).isTrue();
        assertThat(ConfiguredComponents.isIn("<component configuration-pid = \"a.B shop c\">", "shop"))
                .isTrue();
        assertThat(ConfiguredComponents.isIn("<component configuration-pid=\"my-shop.v2\">", "my-shop.v2"))
                .isTrue();
    }

    @Test
    void whatOnlyContainsThePidDoesNotNameIt() {
        assertThat(ConfiguredComponents.isIn("<component name=\"shop.Shop\" activate=\"shop\">", "shop"))
                .isFalse();
        assertThat(ConfiguredComponents.isIn("<component configuration-pid=\"myxshop\">", "my.shop"))
                .isFalse();
        assertThat(ConfiguredComponents.isIn("<component filename=\"shop\">", "shop"))
                .isFalse();
    }
}
