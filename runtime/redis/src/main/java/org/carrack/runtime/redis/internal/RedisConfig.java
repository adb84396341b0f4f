package org.carrack.runtime.redis.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [redis]} in {@code etc/carrack.toml}: Redis servers, each with a name. */
@ObjectClassDefinition(id = "carrack.redis", name = "Redis")
@ConfigTable(table = "redis", named = true)
@interface RedisConfig {

    @AttributeDefinition(description = "a Redis server for [[bcdbs]]; redis://127.0.0.1:6379 for the instance default")
    String url() default "";
}
