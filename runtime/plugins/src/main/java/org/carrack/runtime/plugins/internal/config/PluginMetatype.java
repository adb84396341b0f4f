package org.carrack.runtime.plugins.internal.config;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigForm.FieldType;
import org.carrack.manage.ConfigurationException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The configuration of a plugin as Metatype describes it. For any thread. */
public final class PluginMetatype implements MetaTypeProvider {

    private final PluginDocument document;

    public PluginMetatype(PluginDocument document) {
        this.document = document;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
        ConfigForm form = document.read("");
        return new ObjectClassDefinition() {
            @Override
            public String getName() {
                return form.title();
            }

            @Override
            public String getID() {
                return id;
            }

            @Override
            public String getDescription() {
                return "What the plugin %s does otherwise in this installation".formatted(document.name());
            }

            @Override
            public AttributeDefinition @Nullable [] getAttributeDefinitions(int filter) {
                return filter == ObjectClassDefinition.REQUIRED
                        ? null
                        : form.sections().stream()
                                .flatMap(section -> section.fields().stream())
                                .map(Attribute::new)
                                .toArray(AttributeDefinition[]::new);
            }

            @Override
            public @Nullable InputStream getIcon(int size) {
                return null;
            }
        };
    }

    @Override
    public String @Nullable [] getLocales() {
        return null;
    }

    private final class Attribute implements AttributeDefinition {

        private final Field field;

        Attribute(Field field) {
            this.field = field;
        }

        @Override
        public String getName() {
            return field.label();
        }

        @Override
        public String getID() {
            return field.key();
        }

        @Override
        public String getDescription() {
            return field.description();
        }

        @Override
        public int getCardinality() {
            return field.type() == FieldType.LIST ? Integer.MAX_VALUE : 0;
        }

        @Override
        public int getType() {
            return switch (field.type()) {
                case INTEGER -> AttributeDefinition.LONG;
                case FLAG -> AttributeDefinition.BOOLEAN;
                case PASSWORD -> AttributeDefinition.PASSWORD;
                default -> AttributeDefinition.STRING;
            };
        }

        @Override
        public String @Nullable [] getOptionValues() {
            return field.choices().isEmpty() ? null : field.choices().toArray(String[]::new);
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return getOptionValues();
        }

        @Override
        public @Nullable String validate(String value) {
            try {
                document.edit("", Map.of(field.key(), Optional.of(List.of(value))));
                return "";
            } catch (ConfigurationException e) {
                return e.getMessage();
            }
        }

        @Override
        public String @Nullable [] getDefaultValue() {
            return field.standard().isEmpty() ? null : field.standard().toArray(String[]::new);
        }
    }
}
