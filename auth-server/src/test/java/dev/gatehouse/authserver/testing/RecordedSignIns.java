package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.user.BrowserSignedIn;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/** Every sign-in of this server, as another module hears of it. */
public final class RecordedSignIns {

    private final List<BrowserSignedIn> events = new CopyOnWriteArrayList<>();

    @EventListener
    void record(BrowserSignedIn event) {
        events.add(event);
    }

    public BrowserSignedIn last() {
        return events.getLast();
    }
}
