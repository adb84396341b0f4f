package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The components of a record, and the parameters of a constructor, are as parameters of a method are: each must be there and not
 * null, unless it is an {@code Optional} or marked {@code Nullable}. Jackson's own annotations count before that.
 */
final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
        if (member instanceof AnnotatedParameter parameter && !parameter.hasAnnotation(JsonProperty.class)) {
            return isRequired(parameter);
        }
        return super.hasRequiredMarker(member);
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        if (annotated instanceof AnnotatedParameter parameter
                && !parameter.hasAnnotation(JsonSetter.class)
                && isRequired(parameter)) {
            return JsonSetter.Value.forValueNulls(Nulls.FAIL);
        }
        return super.findSetterInfo(annotated);
    }

    private static boolean isRequired(AnnotatedParameter parameter) {
        if (parameter.getRawType() == Optional.class) {
            return false;
        }
        if (!(parameter.getOwner().getAnnotated() instanceof Executable executable)) {
            return true;
        }
        int index = parameter.getIndex();
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        Annotation[][] annotations = executable.getParameterAnnotations();
        Stream<Annotation> all = Stream.concat(
                index < types.length ? Stream.of(types[index].getAnnotations()) : Stream.of(),
                index < annotations.length ? Stream.of(annotations[index]) : Stream.of());
        return all.noneMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
    }
}
