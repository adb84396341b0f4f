package org.carrack.runtime.manager.internal.tags;

import org.carrack.config.ConfigTag;

/**
 * A tag as its handler has read it.
 *
 * @param value the handler's own value for the tag
 */
public record Declaration(ConfigHandlers.Handler handler, ConfigTag tag, Object value) {}
