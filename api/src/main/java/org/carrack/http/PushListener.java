package org.carrack.http;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told of one connection to a {@link PushEndpoint}, by one thread at a time, which may be blocked. Implemented by modules and packages. */
@ConsumerType
public interface PushListener {

    /** It is open. */
    void opened(PushConnection connection);

    /** A client has sent text; those of server-sent events send none here. */
    void received(String text);

    /** It is closed, by either side. Called once. */
    void closed();
}
