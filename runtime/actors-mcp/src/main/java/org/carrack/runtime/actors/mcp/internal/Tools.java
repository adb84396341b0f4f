package org.carrack.runtime.actors.mcp.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.ActorSchemas;

/**
 * The tools of a caller: the actor methods that are tools and that the caller may call. What is listed, found and called goes by the same list.
 * For any thread.
 */
final class Tools {

    private static final int LONGEST_NAME = 64;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+_[A-Za-z0-9-]+_[A-Za-z0-9-]+");

    private final ActorCatalog actors;
    private final ActorSchemas schemas;
    private final McpConfig config;

    /** Making a schema takes long; the methods of a package that has gone are let go. */
    private final Map<MethodInfo, String> known = Collections.synchronizedMap(new WeakHashMap<>());

    Tools(ActorCatalog actors, ActorSchemas schemas, McpConfig config) {
        this.actors = actors;
        this.schemas = schemas;
        this.config = config;
    }

    /** A tool. */
    record Tool(String name, String packageName, String actor, MethodInfo method) {

        String address() {
            return packageName + "." + actor + "." + method.name();
        }
    }

    /**
     * Those of a caller, by name.
     *
     * @param packageName the only package whose tools are wanted; empty for all
     */
    Map<String, Tool> of(Caller caller, String packageName) {
        boolean hasSafe = config.tools().equalsIgnoreCase("safe");
        Map<String, Tool> tools = new TreeMap<>();
        for (ActorInfo actor : actors.actors(caller)) {
            if (!packageName.isEmpty() && !packageName.equals(actor.packageName())) {
                continue;
            }
            for (MethodInfo method : actor.methods()) {
                boolean isTool = method.isTool() || method.command().isPresent() || (hasSafe && method.isSafe());
                boolean isAllowed = method.roles().isEmpty()
                        || (caller.reaches(actor.packageName())
                                && method.roles().stream().anyMatch(caller::has));
                if (isTool && isAllowed) {
                    String name = name(actor.packageName(), actor.name(), method.name());
                    tools.putIfAbsent(name, new Tool(name, actor.packageName(), actor.name(), method));
                }
            }
        }
        return tools;
    }

    /**
     * The name of a tool, which depends on nothing but its own. Some clients take letters, digits, _ and - alone, and not more than 64: where parts
     * have others, or a _ that could be one between parts, a few digits of a digest keep the name from being another's.
     */
    static String name(String packageName, String actor, String method) {
        String plain = packageName + "_" + actor + "_" + method;
        boolean isPlain = plain.length() <= LONGEST_NAME && PLAIN.matcher(plain).matches();
        if (isPlain) {
            return plain;
        }
        String digest = "_%08x".formatted((packageName + "." + actor + "." + method).hashCode());
        String name = plain.replaceAll("[^A-Za-z0-9_-]", "_");
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - digest.length())) + digest;
    }

    /** The schema of the arguments of a tool, in JSON. */
    String schema(Tool tool) {
        String schema = known.get(tool.method());
        if (schema == null) {
            schema = schemas.arguments(tool.method());
            known.put(tool.method(), schema);
        }
        return schema;
    }

    /** The tools that have all words in their names or descriptions. */
    static List<Tool> matching(Map<String, Tool> tools, String words) {
        List<String> wanted = List.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        List<Tool> found = new ArrayList<>();
        tools.values().forEach(tool -> {
            String text = (tool.name() + " " + tool.method().description()).toLowerCase(Locale.ROOT);
            if (wanted.stream().allMatch(text::contains)) {
                found.add(tool);
            }
        });
        return found;
    }

    /** A schema of an object with required texts and an object. */
    static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }
}
