package org.carrack.runtime.conversation.internal.service;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [conversation]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.conversation", name = "Conversation")
@ConfigTable(table = "conversation")
@interface ConversationConfig {

    @AttributeDefinition(
            description =
                    "how well a sentence must fit a module, in per cent, to be understood; carrack conversation explain shows it",
            min = "0",
            max = "100")
    int thresholdPercent() default 34;

    @AttributeDefinition(
            description =
                    "if a second module fits a sentence so nearly as well, in per cent, it is asked which is meant",
            min = "0",
            max = "100")
    int marginPercent() default 2;

    @AttributeDefinition(description = "how long a sentence may be, in bytes of UTF-8", min = "1", max = "100000")
    int sentenceBytes() default 500;

    @AttributeDefinition(description = "how long a module may take for an answer, in milliseconds", min = "1")
    int timeLimitMs() default 10_000;

    @AttributeDefinition(description = "how many sentences a caller may say in a minute", min = "1")
    int sentencesPerMinute() default 120;

    @AttributeDefinition(
            description = "what a conversation knows is forgotten when nothing was said for so many hours",
            min = "1")
    int forgetAfterHours() default 24;

    @AttributeDefinition(
            description =
                    "responses are chosen by this number, the same ones after each start, such as for tests; 0 chooses at random",
            min = "0")
    @RestartRequired
    int seed() default 0;
}
