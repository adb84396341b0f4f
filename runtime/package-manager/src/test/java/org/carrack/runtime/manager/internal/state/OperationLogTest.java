package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.carrack.manage.Operation;
import org.junit.jupiter.api.Test;

/** What is remembered of operations. */
class OperationLogTest {

    private final OperationLog log = new OperationLog();

    @Test
    void theOldestThatEndedAreForgottenAndWhatRunsIsNot() {
        OperationLog.Progress first = log.begin("slow");
        for (int i = 0; i < 200; i++) {
            log.begin("quick " + i).done();
        }
        assertThat(log.list()).hasSizeLessThanOrEqualTo(101);
        assertThat(log.list().get(0).request()).isEqualTo("slow");
        assertThat(log.list().get(1).request()).isEqualTo("quick 101");
        first.failed("it broke");
        assertThat(first.now().state()).isEqualTo(Operation.State.FAILED);
        assertThat(first.now().reason()).contains("it broke");
    }

    @Test
    void anAttemptThatIsWithdrawnWasNeverThere() {
        OperationLog.Progress attempt = log.begin("start shop");
        attempt.doing("waits");
        attempt.withdraw();
        assertThat(log.list()).isEmpty();
    }
}
