package org.carrack.runtime.actors.commands.internal.socket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** Messages as Ockle writes them, in XML. Stateless. */
final class Messages {

    private static final String REQUEST = "MessageClientSend";
    private static final String UNKNOWN = "Unknown Command";

    private Messages() {}

    /**
     * A request.
     *
     * @param token the token that it carries; Ockle's own clients have none
     * @param data the arguments; one without a text is left out
     */
    record Request(String command, Optional<String> token, Map<String, String> data) {}

    /**
     * Reads a request.
     *
     * @return nothing if it is a message of another type, which is answered as an unknown command is
     * @throws XMLStreamException if it is no XML, or has a document type
     */
    static Optional<Request> read(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        String type = "";
        String command = "";
        String token = null;
        Map<String, String> data = new LinkedHashMap<>();
        int depth = 0;
        String key = "";
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD ->
                    throw new XMLStreamException("a message has no document type", reader.getLocation());
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth == 1 && reader.getLocalName().equals("MessageType")) {
                        type = Objects.toString(reader.getAttributeValue(null, "name"), "");
                    } else if (depth == 2 && reader.getLocalName().equals("MessageAttr")) {
                        command = Objects.toString(reader.getAttributeValue(null, "Command"), "");
                        token = reader.getAttributeValue(null, "Token");
                    } else if (depth == 4) {
                        key = reader.getLocalName();
                        text.setLength(0);
                    } else if (depth > 4) {
                        throw new XMLStreamException(
                                "an argument is a text; write what is nested as JSON", reader.getLocation());
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException(
                            "there is no entity &%s;".formatted(reader.getLocalName()), reader.getLocation());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 4 && !text.isEmpty()) {
                        data.putIfAbsent(key, text.toString());
                    }
                    depth--;
                }
                default -> {
                    // White space, comments and the like mean nothing.
                }
            }
        }
        return type.equals(REQUEST)
                ? Optional.of(new Request(command, Optional.ofNullable(token), data))
                : Optional.empty();
    }

    /** The reply to a command with its result in JSON. */
    static String reply(String command, String json) {
        return message("MessageServerSend", "Reply", command, data(json));
    }

    /** The reply to a command that there is none of. */
    static String unknownCommand() {
        return error(UNKNOWN);
    }

    /** The reply to a request that failed. */
    static String error(String reason) {
        return message("MessageServerError", "Error", reason, Map.of());
    }

    private static Map<String, String> data(String json) {
        Map<String, String> data = new LinkedHashMap<>();
        try {
            Object result = json.equals("null") ? null : JsonValues.readValue(json);
            if (result instanceof Map<?, ?> map) {
                map.forEach((name, value) -> data.putIfAbsent(elementName(String.valueOf(name)), text(value)));
            } else if (result != null) {
                data.put("result", text(result));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a result is JSON", e);
        }
        return data;
    }

    /** As Python writes it; what is nested is JSON. */
    private static String text(@Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        return value instanceof Map || value instanceof List
                ? JsonValues.write(value)
                : value == null ? "None" : String.valueOf(value);
    }

    /** Keys are names of elements, so what cannot be one is written with _. */
    private static String elementName(String key) {
        String name = key.replaceAll("[^\\p{L}\\p{N}_.-]", "_");
        return name.isEmpty() || !name.substring(0, 1).matches("[\\p{L}_]") ? "_" + name : name;
    }

    private static String message(String type, String attribute, String value, Map<String, String> data) {
        StringWriter text = new StringWriter();
        text.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            writer.writeStartElement("MessageType");
            writer.writeAttribute("name", type);
            writer.writeStartElement("MessageAttr");
            writer.writeAttribute(attribute, permitted(value));
            if (data.isEmpty()) {
                writer.writeEmptyElement("data");
            } else {
                writer.writeStartElement("data");
                for (Map.Entry<String, String> one : data.entrySet()) {
                    writer.writeStartElement(one.getKey());
                    writer.writeCharacters(permitted(one.getValue()));
                    writer.writeEndElement();
                }
                writer.writeEndElement();
            }
            writer.writeEndElement();
            writer.writeEndElement();
            writer.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text can be written", e);
        }
        return text.toString();
    }

    /** XML has no way to write most control characters. */
    private static String permitted(String text) {
        return new String(
                text.codePoints()
                        .map(c -> c == '\t'
                                        || c == '\n'
                                        || c == '\r'
                                        || (c >= ' ' && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF))
                                ? c
                                : 0xFFFD)
                        .toArray(),
                0,
                (int) text.codePoints().count());
    }

    /** Why a message cannot be read, in one line. */
    static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage())
                .lines()
                .reduce((one, other) -> other)
                .orElse("");
        return "the message is not the XML of a request: "
                + (message.startsWith("Message: ") ? message.substring("Message: ".length()) : message);
    }
}
