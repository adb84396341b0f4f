package org.carrack.runtime.actors.commands.internal.catalog;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.auth.Caller;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.DynamicActor;
import org.carrack.spi.actor.ServerActor;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The commands of the server, which are also those of Ockle that make sense here, and the way to call any command by its name:
 * {@code /commands/actors/command/call}.
 */
@Component(service = Actor.class)
@ServerActor(ServerCommandActor.PACKAGE)
public final class ServerCommandActor implements DynamicActor {

    /** What it is called by in the place of a package. */
    static final String PACKAGE = "commands";

    /** Its name as an actor. */
    static final String NAME = "command";

    private static final Set<String> ADMIN = Set.of(Caller.ADMIN);

    private static final String PATH = "a configuration: server, a package, or a plugin with its package";

    /** Its methods that are commands, by name. */
    static final Map<String, MethodInfo> METHODS = new TreeMap<>();

    private static void command(
            String name, String description, boolean isSafe, Set<String> roles, ParameterInfo... parameters) {
        METHODS.put(
                name,
                new MethodInfo(
                        name,
                        description,
                        List.of(parameters),
                        Map.class,
                        "",
                        isSafe,
                        roles,
                        Optional.of(name),
                        false));
    }

    private static ParameterInfo required(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, true, false, Optional.empty());
    }

    static {
        command("listCommands", "The commands that one may call, with what they do.", true, Set.of());
        command("getAvailablePluginsList", "The plugins of live packages, with what they do now.", true, ADMIN);
        command(
                "getINIFile",
                "What is said in a configuration, as INI.",
                true,
                ADMIN,
                required("Path", PATH, String.class));
        command(
                "setINIFile",
                "Changes values of a configuration; those that are not named stay.",
                false,
                ADMIN,
                required("Path", PATH, String.class),
                required("iniDict", "the values, as JSON: {\"section\": {\"option\": \"value\"}}", Object.class));
        command(
                "deleteINIFile",
                "Gives all values of a configuration their defaults.",
                false,
                ADMIN,
                required("Path", PATH, String.class));
        command(
                "deleteINISection",
                "Gives all values of a section their defaults.",
                false,
                ADMIN,
                required("Path", PATH, String.class),
                required("Section", "the section", String.class));
    }

    private final Bundle bundle;
    private final ComponentServiceObjects<Commands> commands;
    private final Configurations configurations;

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    @Activate
    public ServerCommandActor(
            BundleContext context,
            @Reference ComponentServiceObjects<Commands> commands,
            @Reference Configurations configurations) {
        bundle = context.getBundle();
        this.commands = commands;
        this.configurations = configurations;
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Commands: what other programs call by one name.";
    }

    @Override
    public List<Method> methods() {
        return List.of(
                method("listCommands", this::list),
                method("getAvailablePluginsList", (arguments, call) -> plugins()),
                method("getINIFile", (arguments, call) -> Map.of("File", ini(form(arguments)))),
                method("setINIFile", this::set),
                method("deleteINIFile", (arguments, call) -> reset(arguments, "", call)),
                method(
                        "deleteINISection",
                        (arguments, call) -> reset(arguments, Objects.toString(arguments.get("Section")), call)),
                new Method(
                        "list",
                        "The commands that one may call, with the schemas of their arguments.",
                        List.of(),
                        List.class,
                        "",
                        true,
                        Set.of(),
                        (arguments, call) -> described(call)),
                new Method(
                        "call",
                        "Calls a command by its name.",
                        List.of(
                                required("name", "its name, with its package where several have it", String.class),
                                new ParameterInfo("arguments", "by name", Map.class, false, true, Optional.empty())),
                        Object.class,
                        "what the command returns",
                        false,
                        Set.of(),
                        this::call));
    }

    private static Method method(String name, Handler body) {
        MethodInfo info = Objects.requireNonNull(METHODS.get(name), name);
        return new Method(
                name,
                info.description(),
                info.parameters(),
                info.result(),
                "",
                info.isSafe(),
                info.roles(),
                (arguments, call) -> {
                    try {
                        return body.call(arguments, call);
                    } catch (ConfigurationException e) {
                        throw ActorException.of(e);
                    }
                });
    }

    private <T> T with(Function<Commands, T> use) {
        Commands service = commands.getService();
        try {
            return use.apply(service);
        } finally {
            commands.ungetService(service);
        }
    }

    private Object list(Map<String, @Nullable Object> arguments, CallContext call) {
        Map<String, String> all = new LinkedHashMap<>();
        with(service -> service.commands(call.caller()))
                .forEach(command -> all.put(command.name(), command.method().description()));
        return all;
    }

    private Object described(CallContext call) {
        return with(service -> service.commands(call.caller()).stream()
                .map(command -> JsonValues.object(
                        "name", command.name(),
                        "package", command.packageName(),
                        "address", command.address(),
                        "description", command.method().description(),
                        "arguments", parsed(service.schema(command))))
                .toList());
    }

    private CompletionStage<Object> call(Map<String, @Nullable Object> arguments, CallContext call) {
        Object given = arguments.get("arguments");
        byte[] json = given == null ? new byte[0] : JsonValues.write(given).getBytes(StandardCharsets.UTF_8);
        return with(service -> service.call(
                        Objects.toString(arguments.get("name")), new ActorArguments.Named(json), call.caller())
                .thenApply(result -> parsed(new String(result, StandardCharsets.UTF_8))));
    }

    @SuppressWarnings("NullAway") // a command may return null
    private static Object parsed(String json) {
        try {
            return json.equals("null") ? null : JsonValues.readValue(json);
        } catch (IOException e) {
            throw new IllegalStateException("a result is JSON", e);
        }
    }

    private Object plugins() {
        Map<String, String> all = new LinkedHashMap<>();
        Plugins now = plugins;
        List<PluginStatus> list = now == null ? List.of() : now.list();
        list.forEach(plugin -> all.put(
                plugin.name(),
                plugin.state().name().toLowerCase(Locale.ROOT)
                        + (plugin.reason().isEmpty() ? "" : ": " + plugin.reason())));
        return all;
    }

    private ConfigForm form(Map<String, @Nullable Object> arguments) throws ConfigurationException {
        return configurations.find(name(arguments));
    }

    /** {@code plugins/hello.TimerPluginExample.ini} is what Ockle's clients would say. */
    private static String name(Map<String, @Nullable Object> arguments) {
        String path = Objects.toString(arguments.get("Path"));
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.endsWith(".ini") ? file.substring(0, file.length() - 4) : file;
    }

    private static String ini(ConfigForm form) {
        StringBuilder text = new StringBuilder();
        for (ConfigForm.Section section : form.sections()) {
            if (section.fields().stream().anyMatch(Field::isSet)) {
                text.append('[').append(section.name()).append("]\n");
                section.fields().stream()
                        .filter(Field::isSet)
                        .forEach(field -> text.append(field.label())
                                .append(" = ")
                                .append(
                                        field.type() == ConfigForm.FieldType.LIST
                                                ? JsonValues.write(field.value())
                                                : String.join("", field.value()))
                                .append('\n'));
            }
        }
        return text.toString();
    }

    private Object set(Map<String, @Nullable Object> arguments, CallContext call) throws ConfigurationException {
        ConfigForm form = form(arguments);
        Map<String, Optional<List<String>>> changes = new LinkedHashMap<>();
        for (Map.Entry<String, Object> section :
                dictionary(arguments.get("iniDict")).entrySet()) {
            if (!(section.getValue() instanceof Map<?, ?> options)) {
                throw ActorException.badRequest(
                        "iniDict needs an object with options for %s".formatted(section.getKey()));
            }
            for (Map.Entry<?, ?> option : options.entrySet()) {
                changes.put(
                        key(form, section.getKey(), String.valueOf(option.getKey())),
                        Optional.of(texts(option.getValue())));
            }
        }
        configurations.change(form.name(), changes, Optional.empty(), call.caller());
        return Map.of("succeeded", true);
    }

    private static Map<String, Object> dictionary(@Nullable Object given) {
        try {
            if (given instanceof String text) {
                return JsonValues.readObject(text);
            }
            if (given instanceof Map<?, ?> map) {
                return JsonValues.readObject(JsonValues.write(map));
            }
        } catch (IOException e) {
            throw ActorException.badRequest("iniDict cannot be read: " + e.getMessage());
        }
        throw ActorException.badRequest("iniDict must be an object: {\"section\": {\"option\": \"value\"}}");
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        if (value instanceof Map) {
            throw ActorException.badRequest("the value of an option is a text or a list of texts, not an object");
        }
        String text = Objects.toString(value, "");
        if (text.startsWith("[")) {
            try {
                return JsonValues.readTexts(text);
            } catch (IOException e) {
                return List.of(text);
            }
        }
        return List.of(text);
    }

    private static String key(ConfigForm form, String section, String option) {
        return form.sections().stream()
                .filter(one -> one.name().equals(section))
                .flatMap(one -> one.fields().stream())
                .filter(field -> field.label().equalsIgnoreCase(option))
                .map(Field::key)
                .findFirst()
                .orElseThrow(() ->
                        ActorException.notFound("%s has no option %s in [%s]".formatted(form.name(), option, section)));
    }

    private Object reset(Map<String, @Nullable Object> arguments, String section, CallContext call)
            throws ConfigurationException {
        ConfigForm form = form(arguments);
        Map<String, Optional<List<String>>> changes = new LinkedHashMap<>();
        form.sections().stream()
                .filter(one -> section.isEmpty() || one.name().equals(section))
                .flatMap(one -> one.fields().stream())
                .filter(Field::isSet)
                .forEach(field -> changes.put(field.key(), Optional.empty()));
        if (!section.isEmpty()
                && form.sections().stream().noneMatch(one -> one.name().equals(section))) {
            throw ActorException.notFound("%s has no section [%s]".formatted(form.name(), section));
        }
        configurations.change(form.name(), changes, Optional.empty(), call.caller());
        return Map.of("succeeded", true);
    }
}
