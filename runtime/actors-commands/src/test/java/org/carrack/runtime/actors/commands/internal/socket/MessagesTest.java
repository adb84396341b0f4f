package org.carrack.runtime.actors.commands.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import org.carrack.runtime.actors.commands.internal.socket.Messages.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The XML of Ockle, as its own classes write it. */
class MessagesTest {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String request(String data) {
        return HEAD
                + "<MessageType name=\"MessageClientSend\"><MessageAttr Command=\"echo\">%s</MessageAttr></MessageType>"
                        .formatted(data);
    }

    private static Request read(String xml) throws XMLStreamException {
        return Messages.read(bytes(xml)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "<data><a>1</a></data>|1",
                "<data><a>1</a><a>2</a></data>|1",
                "<data><a></a></data>|none",
                "<data><a/></data>|none",
                "<data/>|none",
                "<data></data>|none",
                "<data> <a>1</a> </data>|1",
                "<data><a>&lt;&amp;</a></data>|<&",
                "<data><a><![CDATA[<x>]]></a></data>|<x>",
                "<data><a>1<!-- one -->2</a></data>|12"
            })
    void readsTheArguments(String data, @org.jspecify.annotations.Nullable String a) throws XMLStreamException {
        Request request = read(request(data));
        assertThat(request.command()).isEqualTo("echo");
        assertThat(request.data().get("a")).isEqualTo(a);
        assertThat(request.token()).isEmpty();
    }

    @Test
    void readsWhatIsPrettyPrintedAndATokenAndAnyLetters() throws XMLStreamException {
        Request request = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <MessageType name="MessageClientSend">
                  <MessageAttr Command="echo" Token="carrack_x">
                    <data>
                      <größe>ü €</größe>
                    </data>
                  </MessageAttr>
                </MessageType>
                """);
        assertThat(request).isEqualTo(new Request("echo", Optional.of("carrack_x"), Map.of("größe", "ü €")));
    }

    @Test
    void doesNotKnowOtherTypesOfMessages() throws XMLStreamException {
        assertThat(Messages.read(bytes(request("<data/>").replace("MessageClientSend", "MessageServerSend"))))
                .isEmpty();
        assertThat(Messages.read(bytes("<other/>"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<MessageType",
                "<a></b>",
                "<a>&lol;</a>",
                "<!DOCTYPE a [<!ENTITY lol \"lol\"><!ENTITY lol1 \"&lol;&lol;\">]><MessageType name=\"MessageClientSend\"><MessageAttr Command=\"echo\"><data><a>&lol1;</a></data></MessageAttr></MessageType>",
                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"
            })
    void refusesWhatIsNoMessage(String xml) {
        assertThatThrownBy(() -> Messages.read(bytes(xml)))
                .isInstanceOfSatisfying(
                        XMLStreamException.class,
                        e -> assertThat(Messages.reason(e))
                                .startsWith("the message is not the XML of a request: ")
                                .doesNotContain("\n"));
    }

    @Test
    void refusesNestedArguments() {
        assertThatThrownBy(() -> read(request("<data><a><b>1</b></a></data>")))
                .hasMessageContaining("an argument is a text; write what is nested as JSON");
    }

    @Test
    void writesRepliesAsOckleDoes() {
        assertThat(Messages.reply(
                        "echo",
                        "{\"a\":\"1\",\"ok\":true,\"no\":false,\"n\":2,\"none\":null,\"l\":[1,\"x\"],\"<&\":\"<&\"}"))
                .isEqualTo(
                        HEAD
                                + "<MessageType name=\"MessageServerSend\"><MessageAttr Reply=\"echo\"><data><a>1</a><ok>True</ok><no>False</no><n>2</n><l>[1,\"x\"]</l><__>&lt;&amp;</__></data></MessageAttr></MessageType>");
        assertThat(Messages.reply("echo", "null"))
                .isEqualTo(
                        HEAD
                                + "<MessageType name=\"MessageServerSend\"><MessageAttr Reply=\"echo\"><data/></MessageAttr></MessageType>");
        assertThat(Messages.reply("echo", "[1]")).contains("<data><result>[1]</result></data>");
        assertThat(Messages.unknownCommand())
                .isEqualTo(
                        HEAD
                                + "<MessageType name=\"MessageServerError\"><MessageAttr Error=\"Unknown Command\"><data/></MessageAttr></MessageType>");
        assertThat(Messages.error("a \"b\" \u0000")).contains("Error=\"a &quot;b&quot; \uFFFD\"");
    }
}
