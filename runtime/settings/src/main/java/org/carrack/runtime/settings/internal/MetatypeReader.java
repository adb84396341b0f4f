package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.carrack.runtime.settings.internal.ConfigDefinition.ConfigKey;
import org.carrack.runtime.settings.internal.ConfigDefinition.ValueType;
import org.carrack.spi.config.ConfigKeys;
import org.carrack.spi.config.ConfigTable;

/** Reads definitions of configuration from Metatype (OSGi Compendium 105), as bnd writes it into bundles. Stateless. */
final class MetatypeReader {

    private MetatypeReader() {}

    /** The definitions of tables in a file of Metatype; others are left out. */
    static List<ConfigDefinition> read(InputStream in) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        List<ConfigDefinition> definitions = new ArrayList<>();
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("OCD")
                        && xml.getAttributeValue(ConfigTable.NAMESPACE, "table") != null) {
                    definitions.add(definition(xml));
                }
            }
            return definitions;
        } catch (XMLStreamException e) {
            throw new IOException("the Metatype of a module is damaged: " + e.getMessage(), e);
        }
    }

    private static ConfigDefinition definition(XMLStreamReader xml) throws XMLStreamException {
        String title = xml.getAttributeValue(null, "name");
        String table = xml.getAttributeValue(ConfigTable.NAMESPACE, "table");
        boolean isNamed = Boolean.parseBoolean(xml.getAttributeValue(ConfigTable.NAMESPACE, "named"));
        List<ConfigKey> keys = new ArrayList<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("AD")) {
                keys.add(key(xml));
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("OCD")) {
                break;
            }
        }
        return new ConfigDefinition(title, table, isNamed, keys);
    }

    private static ConfigKey key(XMLStreamReader xml) throws XMLStreamException {
        boolean isFree = Boolean.parseBoolean(xml.getAttributeValue(ConfigTable.NAMESPACE, "free"));
        String cardinality = xml.getAttributeValue(null, "cardinality");
        boolean isList = cardinality != null && !cardinality.equals("0");
        ValueType type = switch (xml.getAttributeValue(null, "type")) {
            case "Integer", "Long" -> ValueType.INTEGER;
            case "Boolean" -> ValueType.FLAG;
            default -> isFree ? ValueType.TABLE : isList ? ValueType.TEXTS : ValueType.TEXT;
        };
        String id = xml.getAttributeValue(null, "id");
        String description = String.valueOf(xml.getAttributeValue(null, "description"));
        Optional<String> standard =
                Optional.ofNullable(xml.getAttributeValue(null, "default")).filter(text -> !text.isEmpty());
        OptionalLong min = number(xml, "min");
        OptionalLong max = number(xml, "max");
        boolean needsRestart = Boolean.parseBoolean(xml.getAttributeValue(ConfigTable.NAMESPACE, "restart"));
        List<String> options = new ArrayList<>();
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("AD")) {
            if (xml.isStartElement() && xml.getLocalName().equals("Option")) {
                options.add(String.valueOf(xml.getAttributeValue(null, "value")));
            }
        }
        return new ConfigKey(ConfigKeys.ofMethod(id), type, description, standard, min, max, options, needsRestart);
    }

    private static OptionalLong number(XMLStreamReader xml, String attribute) {
        String text = xml.getAttributeValue(null, attribute);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
