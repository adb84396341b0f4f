package org.carrack.runtime.settings.internal;

import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.carrack.config.Masked;
import org.carrack.settings.Setting;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The settings of a package as Metatype describes a configuration. */
final class SettingsMetatype implements MetaTypeProvider {

    private final String packageName;
    private final Supplier<List<Setting>> settings;

    SettingsMetatype(String packageName, Supplier<List<Setting>> settings) {
        this.packageName = packageName;
        this.settings = settings;
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
        return new ObjectClassDefinition() {
            @Override
            public String getName() {
                return "Settings of " + packageName;
            }

            @Override
            public String getID() {
                return id;
            }

            @Override
            public String getDescription() {
                return "What package %s does otherwise in this installation".formatted(packageName);
            }

            @Override
            public AttributeDefinition @Nullable [] getAttributeDefinitions(int filter) {
                return filter == ObjectClassDefinition.REQUIRED
                        ? null
                        : settings.get().stream().map(Attribute::new).toArray(AttributeDefinition[]::new);
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

    private static final class Attribute implements AttributeDefinition {

        private final Setting setting;

        Attribute(Setting setting) {
            this.setting = setting;
        }

        @Override
        public String getName() {
            return setting.label();
        }

        @Override
        public String getID() {
            return setting.name();
        }

        @Override
        public String getDescription() {
            return setting.category();
        }

        @Override
        public int getCardinality() {
            return setting.type() == Setting.Type.TEXTS ? Integer.MAX_VALUE : 0;
        }

        @Override
        public int getType() {
            return switch (setting.type()) {
                case INTEGER -> AttributeDefinition.LONG;
                case NUMBER -> AttributeDefinition.DOUBLE;
                case FLAG -> AttributeDefinition.BOOLEAN;
                default -> Masked.isSecret(setting.name()) ? AttributeDefinition.PASSWORD : AttributeDefinition.STRING;
            };
        }

        @Override
        public String @Nullable [] getOptionValues() {
            return setting.allowed().isEmpty() ? null : setting.allowed().toArray(String[]::new);
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return getOptionValues();
        }

        @Override
        public @Nullable String validate(String value) {
            return setting.allowed().isEmpty() || setting.allowed().contains(value)
                    ? ""
                    : "must be one of " + String.join(", ", setting.allowed());
        }

        @Override
        public String @Nullable [] getDefaultValue() {
            return setting.standard()
                    .map(value -> Declared.texts(value).toArray(String[]::new))
                    .orElse(null);
        }
    }
}
