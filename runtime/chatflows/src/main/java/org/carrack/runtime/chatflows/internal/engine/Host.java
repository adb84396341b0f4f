package org.carrack.runtime.chatflows.internal.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What the conversations of a server have in common.
 *
 * @param threads runs flows, which may block
 * @param patience how long a thread waits for an answer before it is given back
 * @param stepLimit how long a flow may work without asking, showing or telling anything
 */
public record Host(Executor threads, InstantSource clock, Supplier<Duration> patience, Supplier<Duration> stepLimit) {}
