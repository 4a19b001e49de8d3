package dev.gatehouse.authserver.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a module lets administrators see of how it is set. A module names each value itself, so that nothing is shown
 * because it happens to be set, and no secret ever is.
 */
@FunctionalInterface
public interface ShownSettings {

    Group group();

    /** Settings of one subject, in the order in which they are read. */
    record Group(String heading, List<Setting> settings) {

        public Group {
            settings = List.copyOf(settings);
        }

        public static Group of(String heading, Setting... settings) {
            return new Group(heading, List.of(settings));
        }
    }

    /**
     * One value.
     *
     * @param value as it counts now: a duration, a number, a boolean or words
     * @param property the configuration's name of it, by which its origin is found; null where it is not configured
     */
    record Setting(String label, Object value, @Nullable String property) {}
}
