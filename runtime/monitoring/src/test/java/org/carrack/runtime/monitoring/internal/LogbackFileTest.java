package org.carrack.runtime.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.carrack.manage.LogLevels.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class LogbackFileTest {

    @TempDir
    private Path folder;

    private String changed(String content, Map<String, Level> levels) throws IOException {
        Path file = Files.writeString(folder.resolve("logback.xml"), content);
        Document document = LogbackFile.read(file);
        LogbackFile.set(document, levels);
        LogbackFile.write(document, file);
        return Files.readString(file);
    }

    @Test
    void levelsAreChangedAndAdded() throws Exception {
        String content =
                "<configuration><appender name=\"file\"/><logger name=\"a.b\" level=\"WARN\"/><root level=\"INFO\"><appender-ref ref=\"file\"/></root></configuration>";
        assertThat(changed(content, Map.of("a.b", Level.DEBUG, "package.c", Level.OFF, "ROOT", Level.ERROR)))
                .contains("<logger level=\"DEBUG\" name=\"a.b\"/>")
                .contains("<logger level=\"OFF\" name=\"package.c\"/>")
                .contains("<root level=\"ERROR\"><appender-ref ref=\"file\"/></root>");
        assertThat(changed(content, Map.of()))
                .contains("<logger level=\"WARN\" name=\"a.b\"/>")
                .doesNotContain("package.c");
    }

    @Test
    void whatIsNoXmlIsToldOf() {
        assertThatThrownBy(() -> changed("<configuration>", Map.of())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> changed("<foo/>", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("it is no <configuration> with an <appender>");
    }
}
