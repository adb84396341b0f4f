package org.carrack.runtime.data.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private static SQLException sql(String message, String state) {
        return new SQLException(message, state);
    }

    @Test
    void whoCallsHearsNothingOfTheDatabasesOwnWords() {
        assertThat(Failures.forCaller(sql("FATAL: terminating connection of carrack at 10.0.0.7", "57P01")))
                .isEqualTo("the database is away; nothing was done, try again");
        assertThat(Failures.forCaller(sql("The database has been closed", "90098")))
                .isEqualTo("the database is away; nothing was done, try again");
        for (String state : List.of("42P01", "23502", "HY000", "53100")) {
            assertThat(Failures.forCaller(sql("ERROR: relation \"shop_order\" of password x\n  Position: 13", state)))
                    .isEqualTo("the database could not do it; nothing was done, and the log says why");
        }
    }

    @Test
    void theFieldOfADuplicateIsFoundByItsConstraint() {
        String constraint = Names.unique("shop_order", "number");
        List<String> fields = List.of("name", "number");
        assertThat(Failures.duplicate(
                        sql("duplicate key value violates unique constraint \"%s\"".formatted(constraint), "23505"),
                        "shop_order",
                        fields))
                .contains("number");
        assertThat(Failures.duplicate(
                        sql(
                                "Unique index or primary key violation: \"public.%s_INDEX_4 ON public.shop_order\""
                                        .formatted(constraint),
                                "23505"),
                        "shop_order",
                        fields))
                .contains("number");
        assertThat(Failures.duplicate(sql("Unique index: public.PRIMARY_KEY_4", "23505"), "shop_order", fields))
                .isEmpty();
        assertThat(Failures.duplicate(sql(constraint, "23514"), "shop_order", fields))
                .isEmpty();
    }
}
