package org.carrack.model.javadoc;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.FileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * An annotation processor that keeps the Javadoc of actors, and of the records, enums and classes beside them, as resources
 * next to the compiled classes. {@link Javadoc} reads them.
 */
@SupportedAnnotationTypes("*")
public final class JavadocProcessor extends AbstractProcessor {

    private static final String ACTOR_METHOD = "org.carrack.actor.ActorMethod";

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        round.getRootElements().forEach(this::keep);
        return false;
    }

    private void keep(Element element) {
        if (!(element instanceof TypeElement type)) {
            return;
        }
        Map<String, String> texts = new TreeMap<>();
        DocComment comment = comment(type);
        put(texts, "()", comment.text());
        for (Element member : type.getEnclosedElements()) {
            String name = member.getSimpleName().toString();
            if (member.getKind() == ElementKind.FIELD && !member.getModifiers().contains(Modifier.STATIC)) {
                put(texts, name, comment(member).text());
            } else if (member.getKind() == ElementKind.RECORD_COMPONENT) {
                put(texts, name, comment.parameters().getOrDefault(name, ""));
            } else if (member.getKind() == ElementKind.METHOD && isActorMethod(member)) {
                DocComment method = comment(member);
                put(texts, name + "()", method.text());
                put(texts, name + "()return", method.result());
                method.parameters().forEach((parameter, text) -> put(texts, name + "(" + parameter + ")", text));
            }
            keep(member);
        }
        if (!texts.isEmpty()) {
            write(type, texts);
        }
    }

    private static void put(Map<String, String> texts, String key, String text) {
        if (!text.isEmpty()) {
            texts.put(key, text);
        }
    }

    private static boolean isActorMethod(Element method) {
        return method.getAnnotationMirrors().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals(ACTOR_METHOD));
    }

    private DocComment comment(Element element) {
        @Nullable String comment = processingEnv.getElementUtils().getDocComment(element);
        return DocComment.parse(comment == null ? "" : comment);
    }

    private void write(TypeElement type, Map<String, String> texts) {
        String name = processingEnv.getElementUtils().getBinaryName(type).toString();
        try {
            FileObject file = processingEnv
                    .getFiler()
                    .createResource(StandardLocation.CLASS_OUTPUT, "", Javadoc.path(name), type);
            // Not Properties.store, which writes the time of day.
            try (Writer out = new java.io.OutputStreamWriter(file.openOutputStream(), StandardCharsets.UTF_8)) {
                for (Map.Entry<String, String> text : texts.entrySet()) {
                    out.write(text.getKey() + "=" + escape(text.getValue()) + "\n");
                }
            }
        } catch (IOException e) {
            processingEnv
                    .getMessager()
                    .printMessage(Diagnostic.Kind.NOTE, "the Javadoc of %s is not kept: %s".formatted(name, e));
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n");
    }
}
