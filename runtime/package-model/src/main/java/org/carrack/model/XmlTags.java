package org.carrack.model;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML into tags. Document types and entities are refused, so a file can neither grow in memory nor read another.
 */
public final class XmlTags {

    private static final int DEEPEST = 200;

    private final String file;
    private final Deque<Open> open = new ArrayDeque<>();

    private XmlTags(String file) {
        this.file = file;
    }

    /** The root element, or nothing and a problem in {@code problems}. */
    /**
     * Reads a document of XML as tags; nothing if it is none.
     *
     * @param problems is given what is wrong with it
     */
    public static @Nullable ConfigTag tags(String file, String text, List<Problem> problems) {
        return read(file, text, problems);
    }

    static @Nullable Tag read(String file, String text, List<Problem> problems) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        XmlTags tags = new XmlTags(file);
        try {
            return tags.read(factory.createXMLStreamReader(new StringReader(Text.withoutMark(text))));
        } catch (RefusedException e) {
            problems.add(Problem.error(e.location, e.getMessage()));
        } catch (XMLStreamException e) {
            javax.xml.stream.Location at = e.getLocation();
            SourceLocation location = at == null
                    ? new SourceLocation(file, 0, 0)
                    : new SourceLocation(file, at.getLineNumber(), Math.max(at.getColumnNumber(), 1));
            problems.add(Problem.error(location, "this is not XML: " + clean(e.getMessage())));
        }
        return null;
    }

    private @Nullable Tag read(XMLStreamReader xml) throws XMLStreamException, RefusedException {
        Tag root = null;
        while (xml.hasNext()) {
            // An event begins where the one before it ended; after text the JDK's reader has eaten the "<" already.
            boolean afterText = xml.getEventType() == XMLStreamConstants.CHARACTERS;
            SourceLocation at = location(xml.getLocation(), afterText ? -1 : 0);
            switch (xml.next()) {
                case XMLStreamConstants.DTD ->
                    throw new RefusedException(
                            at, "a DOCTYPE is not allowed here (it could define entities); remove it");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() >= DEEPEST) {
                        throw new RefusedException(at, "elements are nested deeper than %d".formatted(DEEPEST));
                    }
                    open.push(new Open(xml.getLocalName(), at, attributes(xml, at)));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.element().text.append(xml.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Tag closed = open.pop().close();
                    if (open.isEmpty()) {
                        root = closed;
                    } else {
                        open.element().elements.add(closed);
                    }
                }
                default -> {
                    // Comments and processing instructions say nothing to us.
                }
            }
        }
        return root;
    }

    private static List<ConfigTag> attributes(XMLStreamReader xml, SourceLocation at) {
        List<ConfigTag> attributes = new ArrayList<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attributes.add(new Tag(xml.getAttributeLocalName(i), at, xml.getAttributeValue(i), List.of()));
        }
        return attributes;
    }

    private SourceLocation location(javax.xml.stream.Location at, int shift) {
        return new SourceLocation(file, at.getLineNumber(), Math.max(at.getColumnNumber() + shift, 1));
    }

    /** The JDK's message is several lines: position, then text. */
    private static String clean(@Nullable String message) {
        if (message == null) {
            return "it ends too early";
        }
        int text = message.indexOf("Message: ");
        return (text < 0 ? message : message.substring(text + "Message: ".length())).replaceAll("\\s+", " ");
    }

    /** An element whose end has not been read yet. */
    private static final class Open {
        final String name;
        final SourceLocation location;
        final List<ConfigTag> attributes;
        final List<ConfigTag> elements = new ArrayList<>();
        final StringBuilder text = new StringBuilder();

        Open(String name, SourceLocation location, List<ConfigTag> attributes) {
            this.name = name;
            this.location = location;
            this.attributes = attributes;
        }

        Tag close() {
            // Child elements first: where both are given, Adapt lets the element win.
            List<ConfigTag> children = new ArrayList<>(elements);
            children.addAll(attributes);
            String content = text.toString().trim();
            return new Tag(name, location, content.isEmpty() ? null : content, children);
        }
    }

    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        final transient SourceLocation location;

        RefusedException(SourceLocation location, String message) {
            super(message);
            this.location = location;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
