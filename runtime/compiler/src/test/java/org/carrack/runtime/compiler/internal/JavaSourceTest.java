package org.carrack.runtime.compiler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JavaSourceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package a;",
                "  \n\tpackage a.b;\nclass X {}",
                "// a comment: class X\npackage a;",
                "/* a */ /** b\n */package a;",
                "/** doc */\n@Deprecated\n@SuppressWarnings(\"a\")\npackage a;"
            })
    void aDeclarationIsFoundBehindCommentsAndAnnotations(String source) {
        assertThat(JavaSource.declaresPackage(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "class X { String s = \"package a;\"; }",
                "// package a;\nclass X {}",
                "/* package a; */ import b.C; class X {}",
                "packages.X x;",
                "@interface X {}",
                "/* never ends"
            })
    void whatIsNoDeclarationIsNotTakenForOne(String source) {
        assertThat(JavaSource.declaresPackage(source)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"hello,hello", "my-shop,my_shop", "new,new_", "java,java_"})
    void theJavaPackageIsNamedAfterThePackage(String name, String javaPackage) {
        assertThat(JavaSource.home(name)).isEqualTo(javaPackage);
    }

    @Test
    void linesAndColumnsStayAsTheAuthorSeesThem() {
        JavaSource source = new JavaSource("actors/A.java", "class A {\n  int x;\n}", "hello");
        assertThat(source.getCharContent(true)).asString().isEqualTo("package hello; class A {\n  int x;\n}");
        assertThat(source.column(1, 16)).isEqualTo(1);
        assertThat(source.column(2, 3)).isEqualTo(3);
    }
}
