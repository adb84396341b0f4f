package org.carrack.runtime.actors.mcp.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** {@code [mcp]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.mcp", name = "AI agents")
@ConfigTable(table = "mcp")
@interface McpConfig {

    @AttributeDefinition(description = "whether AI agents can use tools of packages, at /mcp")
    boolean enabled() default false;

    @AttributeDefinition(
            description =
                    "which actor methods are tools: marked for those with @Tool or @Command, safe for all that only read, too",
            options = {@Option(label = "marked", value = "marked"), @Option(label = "safe", value = "safe")})
    String tools() default "marked";

    @AttributeDefinition(
            description =
                    "so many tools are listed at most; who may use more finds the others by the tool search_tools, and calls them by call_tool",
            min = "1",
            max = "1000")
    int listLimit() default 50;

    @AttributeDefinition(description = "how many requests a caller may make in a minute", min = "1")
    int requestsPerMinute() default 300;

    @AttributeDefinition(
            description =
                    "pages of other sites whose scripts may ask: https://agents.example.org. Programs that are no pages say no site")
    String[] origins() default {};
}
