package org.carrack.runtime.monitoring.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.carrack.manage.LogLevels.Level;
import org.slf4j.Logger;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** A configuration of Logback: its levels by logger, as XML. Stateless. */
final class LogbackFile {

    private LogbackFile() {}

    static Document read(Path file) throws IOException {
        try {
            DocumentBuilder reader = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            reader.setErrorHandler(new DefaultHandler());
            Document document = reader.parse(file.toFile());
            if (!document.getDocumentElement().getTagName().equals("configuration")
                    || document.getElementsByTagName("appender").getLength() == 0) {
                throw new IOException("it is no <configuration> with an <appender>");
            }
            return document;
        } catch (SAXException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java reads XML", e);
        }
    }

    /** Gives loggers other levels; those that the file does not have are added to it. */
    static void set(Document document, Map<String, Level> levels) {
        levels.forEach((name, level) -> element(document, name).setAttribute("level", level.name()));
    }

    private static Element element(Document document, String name) {
        boolean isRoot = name.equals(Logger.ROOT_LOGGER_NAME);
        var all = document.getElementsByTagName(isRoot ? "root" : "logger");
        return IntStream.range(0, all.getLength())
                .mapToObj(index -> (Element) all.item(index))
                .filter(one -> isRoot || one.getAttribute("name").equals(name))
                .findFirst()
                .orElseGet(() -> {
                    Element added = document.createElement(isRoot ? "root" : "logger");
                    if (!isRoot) {
                        added.setAttribute("name", name);
                    }
                    document.getDocumentElement().appendChild(added);
                    return added;
                });
    }

    static void write(Document document, Path file) throws IOException {
        try {
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(file.toFile()));
        } catch (TransformerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
