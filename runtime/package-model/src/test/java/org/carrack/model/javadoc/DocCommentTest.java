package org.carrack.model.javadoc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocCommentTest {

    @Test
    void isTakenApart() {
        DocComment comment = DocComment.parse("""
                 Greets {@code name},
                 see {@link Foo#bar} or {@link Foo the manual}.
                 <p>Twice, <b>loudly</b>.

                 @param name whose name,
                     which may go on
                 @param times how often
                 @return the greeting
                 @throws IllegalArgumentException never
                """);
        assertThat(comment.text()).isEqualTo("Greets `name`, see Foo.bar or the manual.\n\nTwice, **loudly**.");
        assertThat(comment.parameters())
                .containsEntry("name", "whose name, which may go on")
                .containsEntry("times", "how often");
        assertThat(comment.result()).isEqualTo("the greeting");
    }

    @Test
    void bracesInCodeStay() {
        assertThat(DocComment.parse("Takes {@code {\"name\": 1}} as JSON.").text())
                .isEqualTo("Takes `{\"name\": 1}` as JSON.");
    }

    @Test
    void aReturnCanBeTheWholeComment() {
        DocComment comment = DocComment.parse(" {@return the name} ");
        assertThat(comment.result()).isEqualTo("the name");
        assertThat(comment.text()).isEqualTo("Returns the name");
    }
}
