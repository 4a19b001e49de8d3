package dev.gatehouse.authserver.reliability;

import dev.gatehouse.authserver.testing.TestServer;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** What a node does by the clock, done now: whatever it deletes, renews or writes. */
final class Jobs {

    private Jobs() {}

    static void runAll(TestServer node) {
        node.bean(ScheduledTaskHolder.class)
                .getScheduledTasks()
                .forEach(task -> task.getTask().getRunnable().run());
    }
}
