package org.carrack.manage;

import java.util.List;
import java.util.Optional;

/**
 * A wish that is being carried out, or was, at one moment. Immutable.
 *
 * @param id its number, unique in one run of the server
 * @param wish as it would be typed: {@code add /x/hello.jar}
 * @param state how far it is
 * @param done how many steps are done
 * @param total of how many; 0 while that is not known yet
 * @param step what is being done, or was done last
 * @param reason why it failed, one sentence
 * @param packages the packages it was about, once they are known; the wished one first
 * @param by the name of who wishes it
 * @param from at which address; empty where the wish came over no network
 */
public record Operation(
        long id,
        String wish,
        State state,
        int done,
        int total,
        String step,
        Optional<String> reason,
        List<String> packages,
        String by,
        String from) {

    /** How far it is. */
    public enum State {
        /** It is being carried out. */
        RUNNING,
        /** It was carried out. */
        DONE,
        /** It was refused, or failed and was undone. */
        FAILED
    }

    public Operation {
        packages = List.copyOf(packages);
    }
}
