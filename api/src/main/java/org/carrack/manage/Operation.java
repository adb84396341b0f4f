package org.carrack.manage;

import java.util.List;
import java.util.Optional;

/**
 * A request that is being or was executed, at one moment. Immutable.
 *
 * @param id its number, unique in one run of the server
 * @param request the request as it would be typed: {@code add /x/hello.jar}
 * @param state its state
 * @param done the number of steps that are done
 * @param total the number of steps; 0 as long as it is unknown
 * @param step the current or last step
 * @param reason why it failed, one sentence
 * @param packages the packages it changes, once they are known; the requested one first
 * @param by the name of the requester
 * @param from the requester's address; empty if the request came over no network
 */
public record Operation(
        long id,
        String request,
        State state,
        int done,
        int total,
        String step,
        Optional<String> reason,
        List<String> packages,
        String by,
        String from) {

    /** The state of an operation. */
    public enum State {
        /** It is being executed. */
        RUNNING,
        /** It was executed. */
        DONE,
        /** It was refused, or failed and was rolled back. */
        FAILED
    }

    public Operation {
        packages = List.copyOf(packages);
    }
}
