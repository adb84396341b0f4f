package org.carrack.runtime.actors.mcp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToolsTest {

    @Test
    void namesAToolByItsOwnPartsAlone() {
        assertThat(Tools.name("shop", "orders", "list")).isEqualTo("shop_orders_list");
        assertThat(Tools.name("a", "B_c", "c")).startsWith("a_B_c_c_").isNotEqualTo(Tools.name("a_B", "c", "c"));
        assertThat(Tools.name("shop", "orders", "größe")).matches("shop_orders_gr__e_[0-9a-f]{8}");
        String longest = Tools.name("shop", "orders", "x".repeat(100));
        assertThat(longest)
                .hasSize(64)
                .startsWith("shop_orders_x")
                .isEqualTo(Tools.name("shop", "orders", "x".repeat(100)));
        assertThat(longest).isNotEqualTo(Tools.name("shop", "orders", "x".repeat(101)));
    }
}
