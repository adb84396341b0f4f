package org.carrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerControlTest {

    @Test
    void aServerIsReadyWhenTheWholeLineIsThere() {
        String before = "failed: foo: no actor\n";
        String ready = "Carrack 0.1.0 ready in 1.18 s - http://127.0.0.1:8900/\n";
        for (int length = 0; length < ready.length(); length++) {
            assertThat(ServerControl.saysReady(before + ready.substring(0, length)))
                    .isFalse();
        }
        assertThat(ServerControl.saysReady(before + ready)).isTrue();
        assertThat(ServerControl.saysReady(ready + "OpenJDK 64-Bit Server VM warning: something else\n"))
                .isTrue();
    }
}
