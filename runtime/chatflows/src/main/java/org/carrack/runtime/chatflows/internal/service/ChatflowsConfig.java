package org.carrack.runtime.chatflows.internal.service;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [chatflows]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.chatflows", name = "Chatflows")
@ConfigTable(table = "chatflows")
@interface ChatflowsConfig {

    @AttributeDefinition(description = "most open conversations of one account", min = "1")
    int perAccount() default 50;

    @AttributeDefinition(description = "most open conversations in all", min = "1")
    int inAll() default 20_000;

    @AttributeDefinition(description = "most megabytes of files that are sent in one conversation", min = "1")
    int uploadsMb() default 1_024;

    @AttributeDefinition(description = "a conversation is deleted after so many days without an answer", min = "1")
    int keptDays() default 30;

    @AttributeDefinition(
            description = "a step that works for so many seconds and neither asks nor says anything is given up",
            min = "1")
    int stepLimitS() default 600;
}
