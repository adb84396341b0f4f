/** Chatflows: conversations with people, step by step, that go on after a reload, a restart or an update. */
@NullMarked
@Export
@Version("1.0.0")
package org.carrack.chat;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
