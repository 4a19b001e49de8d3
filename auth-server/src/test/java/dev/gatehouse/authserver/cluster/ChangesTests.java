package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ParameterizedClass
@MethodSource("dev.gatehouse.authserver.testing.TestDatabase#each")
class ChangesTests {

    private static final String INSERT = "insert into node_lock (name) values (?)";

    private final JdbcClient jdbc;

    private final Changes changes;

    ChangesTests(TestDatabase database) {
        DataSource dataSource = database.migrated();
        this.jdbc = JdbcClient.create(dataSource);
        this.changes = TestCluster.changes(dataSource);
        jdbc.sql("delete from node_lock").update();
    }

    private Iterable<String> names() {
        return jdbc.sql("select name from node_lock order by name")
                .query(String.class)
                .list();
    }

    @Test
    void sendsAllInTheOrderInWhichTheyCame() {
        String result = changes.together(() -> {
            changes.apply(INSERT, "first");
            assertThat(names()).isEmpty();
            changes.apply("update node_lock set name = ? where name = ?", "second", "first");
            changes.apply(INSERT, "third");
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(names()).containsExactly("second", "third");
    }

    @Test
    void decidesByTheDatabaseAndNotByWhatWasRead() {
        AtomicInteger times = new AtomicInteger();

        boolean consumed = changes.together(() -> {
            times.incrementAndGet();
            changes.apply(INSERT, "before");
            return changes.changesOne("update node_lock set name = 'used' where name = ?", "code-that-is-gone");
        });

        assertThat(consumed).isFalse();
        assertThat(times).hasValue(2);
        // What the first try did was rolled back, with all else.
        assertThat(names()).containsExactly("before");
    }

    @Test
    void holdsOnlyWhatIsThere() {
        changes.apply(INSERT, "row");
        String query = "select 1 from node_lock where name = ?";

        assertThat(changes.<Boolean>together(() -> changes.holds(query, "row"))).isTrue();
        assertThat(changes.<Boolean>together(() -> changes.shares(query, "row")))
                .isTrue();
        assertThat(changes.<Boolean>together(() -> changes.holds(query, "none")))
                .isFalse();
        assertThat(changes.<Boolean>together(() -> changes.shares(query, "none")))
                .isFalse();
    }

    @Test
    void leavesNothingOfWhatFailsInTheMiddle() {
        changes.apply(INSERT, "taken");

        assertThatThrownBy(() -> changes.<Boolean>together(() -> {
                    changes.apply(INSERT, "one");
                    changes.apply(INSERT, "taken");
                    changes.apply(INSERT, "two");
                    return true;
                }))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(names()).containsExactly("taken");
    }

    @Test
    void leavesNothingOfWorkThatIsRefused() {
        assertThatThrownBy(() -> changes.<Boolean>together(() -> {
                    changes.apply(INSERT, "one");
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(names()).isEmpty();
    }

    @Test
    void doesAfterwardsOnlyWhatWasCommitted() {
        List<String> done = new ArrayList<>();

        assertThatThrownBy(() -> changes.<Boolean>together(() -> {
                    changes.afterCommit(() -> done.add("refused"));
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        changes.<Boolean>together(() -> {
            changes.apply(INSERT, "one");
            changes.afterCommit(() -> done.add("with " + names()));
            return done.isEmpty();
        });
        changes.afterCommit(() -> done.add("by itself"));

        assertThat(done).containsExactly("with [one]", "by itself");
    }
}
