package org.carrack.runtime.data.internal.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.carrack.actor.Actor;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.data.internal.migration.Schemas;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Models: the folder {@code models}, the classes that are {@code @Model}, and the tags {@code models} with {@code is_admin} and
 * {@code disable_crud}, which say who may use the generated actors, and whether there are any.
 */
@Component
@HandlesTag(
        value = {"models", "disable_crud"},
        early = true)
public final class ModelsHandler implements ConfigHandler<ModelsHandler.Read> {

    private final BundleContext context;
    private final Schemas schemas;
    private final ModelRegistry registry;
    private final Map<PackageContext, Options> options = Collections.synchronizedMap(new WeakHashMap<>());

    /** What a package says of its generated actors. */
    private record Options(boolean hasActors, boolean isForAdmins) {
        static final Options STANDARD = new Options(true, true);

        ModelRegistry.Offer offer() {
            return !hasActors
                    ? ModelRegistry.Offer.NONE
                    : isForAdmins ? ModelRegistry.Offer.ADMINS : ModelRegistry.Offer.PACKAGE;
        }
    }

    @Activate
    public ModelsHandler(BundleContext context, @Reference Schemas schemas, @Reference ModelRegistry registry) {
        this.context = context;
        this.schemas = schemas;
        this.registry = registry;
    }

    /** What a tag says. */
    sealed interface Read {
        record Files(ModelFiles files) implements Read {}

        record Classes(List<String> names, SourceLocation location) implements Read {}

        record Actors(boolean areWanted) implements Read {}

        record Admins(boolean alone) implements Read {}
    }

    @Override
    public Read read(ConfigTag tag) throws ConfigException {
        if (tag.isNamed("disable_crud")) {
            String text = String.valueOf(tag.value().orElse("")).strip();
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                throw tag.refuse("disable_crud must be true or false, not " + text);
            }
            return new Read.Actors(text.equalsIgnoreCase("false"));
        }
        if (ModelFiles.isFolder(tag)) {
            return new Read.Files(ModelFiles.read(tag));
        }
        List<ConfigTag> names = tag.children("value");
        if (!names.isEmpty()) {
            return new Read.Classes(
                    names.stream()
                            .map(name -> String.valueOf(name.value().orElse("")))
                            .toList(),
                    tag.location());
        }
        tag.allowOnly("is_admin");
        return new Read.Admins(tag.flag("is_admin", true));
    }

    @Override
    public Undo apply(PackageContext declarer, Read read) throws ConfigException {
        if (read instanceof Read.Actors actors) {
            options.compute(declarer, (d, o) -> new Options(actors.areWanted(), o == null || o.isForAdmins()));
            return () -> {};
        }
        if (read instanceof Read.Admins admins) {
            options.compute(declarer, (d, o) -> new Options(o == null || o.hasActors(), admins.alone()));
            return () -> {};
        }
        if (read instanceof Read.Files folder) {
            List<Named> models = new ArrayList<>();
            folder.files()
                    .models()
                    .forEach(model -> models.add(new Named(name(declarer, model.url()), new ModelTable(model))));
            return apply(
                    declarer, models, folder.files().request(), folder.files().location());
        }
        Read.Classes classes = (Read.Classes) read;
        List<Named> models = new ArrayList<>();
        for (String name : classes.names()) {
            try {
                Class<?> type = declarer.bundle().loadClass(name);
                models.add(
                        new Named(RecordModels.nameOf(type), new ModelTable(RecordModels.of(declarer.name(), type))));
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ConfigException(classes.location(), "the model %s cannot be loaded: %s".formatted(name, e));
            }
        }
        List<SchemaRequest.Table> tables =
                models.stream().map(model -> model.table().request()).toList();
        SchemaRequest request = new SchemaRequest(tables, List.of(), Digest.of(String.valueOf(tables)), List.of());
        return apply(declarer, models, request, classes.location());
    }

    /** A model and what its actor is called after. */
    private record Named(String name, ModelTable table) {}

    /** The URL without the package's own name before it. */
    private static String name(PackageContext declarer, String url) {
        String prefix = declarer.threebot().map(threebot -> threebot + ".").orElse("") + declarer.name() + ".";
        String rest = url.startsWith(prefix)
                ? url.substring(prefix.length())
                : url.startsWith(declarer.name() + ".")
                        ? url.substring(declarer.name().length() + 1)
                        : url;
        String name = rest.replaceAll("[.-]", "_");
        // Of its own package's name with a number, as jumpscale.startupcmd.1, no name for an actor would be left.
        return Character.isLetter(name.codePointAt(0)) ? name : declarer.name() + "_" + name;
    }

    private Undo apply(PackageContext declarer, List<Named> models, SchemaRequest request, SourceLocation at)
            throws ConfigException {
        for (Named model : models) {
            ModelRegistry.Entry other = registry.find(model.table().schema().url());
            if (other != null && !other.live().name().equals(declarer.name())) {
                throw new ConfigException(
                        model.table().schema().location(),
                        "the model %s is of package %s; give yours another URL"
                                .formatted(
                                        model.table().schema().url(),
                                        other.live().name()));
            }
        }
        Undo migration = schemas.migrate(declarer, request, at);
        DataSource database = schemas.database(at);
        Options said = options.getOrDefault(declarer, Options.STANDARD);
        Deque<Runnable> undo = new ArrayDeque<>();
        for (Named model : models) {
            ModelRegistry.Entry entry =
                    registry.add(declarer, model.name(), model.table(), () -> database, said.offer());
            undo.push(() -> registry.remove(entry));
            if (entry.isOffered()) {
                ServiceRegistration<Actor> actor = context.registerService(Actor.class, new CrudActor(entry), null);
                undo.push(actor::unregister);
            }
        }
        return new Undo() {
            @Override
            public void undo() {
                while (!undo.isEmpty()) {
                    undo.pop().run();
                }
            }

            @Override
            public void commit() {
                migration.commit();
            }

            @Override
            public void revert() {
                migration.revert();
            }
        };
    }
}
