package org.carrack.runtime.chatflows.internal.session;

import java.time.Duration;

/** How many conversations there may be, and for how long. Read anew each time. */
public interface Limits {

    /** How many one account may have open; those without a login count for the server alone. */
    int ofAccount();

    /** How many may be open in all. */
    int inAll();

    /** How many bytes of files one may have. */
    long ofUploads();

    /** How long one is kept after its last change. */
    Duration kept();
}
