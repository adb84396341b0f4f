package org.carrack.runtime.data.internal.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.SchemaRequest;

/**
 * The models of a folder. Immutable.
 *
 * @param models what the files say
 * @param digest identifies them
 */
public record ModelFiles(List<ModelSchema> models, String digest, SourceLocation location) {

    public ModelFiles {
        models = List.copyOf(models);
    }

    /** Whether a tag is the folder of models, and not a table of that name. */
    public static boolean isFolder(ConfigTag tag) {
        return tag.isNamed("models")
                && !tag.children().isEmpty()
                && tag.children().stream().allMatch(child -> child.name().endsWith(".toml"));
    }

    /**
     * Reads the files. A schema of one may be used in the others.
     *
     * @throws ConfigException at the first line that cannot be understood
     */
    public static ModelFiles read(ConfigTag folder) throws ConfigException {
        List<ModelSchema> models = new ArrayList<>();
        Map<String, ModelSchema> all = new HashMap<>();
        Map<String, ModelSchema> seen = new HashMap<>();
        for (ConfigTag file : folder.children()) {
            ModelSchema model =
                    ModelLanguage.read(file.name(), String.valueOf(file.value().orElse("")));
            ModelSchema other = seen.put(model.url(), model);
            if (other != null) {
                throw new ConfigException(
                        model.location(), "the model %s is in %s, too".formatted(model.url(), other.location()));
            }
            models.add(model);
            all.putAll(model.parts());
        }
        return new ModelFiles(
                models.stream()
                        .map(model -> new ModelSchema(model.url(), model.fields(), all, model.location()))
                        .toList(),
                Digest.of(folder),
                folder.location());
    }

    /** What they want of the database. */
    public SchemaRequest request() {
        return new SchemaRequest(
                models.stream().map(model -> new ModelTable(model).request()).toList(), List.of(), digest, unknown());
    }

    /** Objects of schemas that are in none of the files: they take anything. */
    private List<String> unknown() {
        List<String> warnings = new ArrayList<>();
        for (ModelSchema model : models) {
            for (ModelField field : model.fields()) {
                if (field.reference() != null && !model.parts().containsKey(field.reference())) {
                    warnings.add("%s: no file of the folder has the schema %s, so that the field %s takes any object"
                            .formatted(field.location(), field.reference(), field.name()));
                }
            }
        }
        return warnings;
    }
}
