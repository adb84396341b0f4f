package org.carrack.runtime.auth.internal;

import java.time.Instant;
import java.util.Map;
import org.carrack.auth.Session;

/**
 * A session as it is kept: by the digest of its cookie.
 *
 * @param kept what the login provider needs at the logout; not kept over a restart
 */
record SessionRow(String digest, Session session, Map<String, String> kept) {

    SessionRow seen(Instant now) {
        return new SessionRow(
                digest,
                new Session(
                        session.id(), session.account(), session.created(), now, session.address(), session.agent()),
                kept);
    }
}
