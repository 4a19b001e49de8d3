package dev.gatehouse.authserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsAtOnceTests {

    @Test
    void writesAnInsertForManyRows() {
        assertThat(RowsAtOnce.rewritten("insert into a (b, c, d) values (?, 'x', ?) on conflict do nothing"))
                .contains("insert into a (b, c, d) select given.p1, 'x', given.p2 from @ on conflict do nothing");
    }

    @Test
    void writesAnUpdateForManyRows() {
        assertThat(RowsAtOnce.rewritten("update a set b = ?, c = c + 1\nwhere d = ? and c is null"))
                .contains("update a set b = given.p1, c = c + 1 from @ where d = given.p2 and c is null");
    }

    @Test
    void writesWhatHoldsARowForManyRows() {
        assertThat(RowsAtOnce.rewritten("select 1 from a where b = ? for share"))
                .contains("select 1 from @ cross join lateral (select 1 from a where b = given.p1 for share) held");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into a (b) select c from d where e = ?",
                "insert into a (b) values (cast(? as uuid))",
                "insert into a (b) values (?) on conflict (b) do update set b = excluded.b",
                "update a set b = ?",
                "delete from a where b = ?",
                "select b from a where c = ?",
                "commit"
            })
    void leavesEverythingElseToATransactionOfItsOwn(String sql) {
        assertThat(RowsAtOnce.rewritten(sql)).isEmpty();
    }
}
