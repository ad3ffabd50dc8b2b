package dev.sqlane.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connection says of its database. */
class JdbcMetaDataTest {
    private SqliteDatabase db;

    @BeforeEach
    void open() throws SQLException {
        db = Sqlite.temporary();
        db.run(c -> c.script("""
                create table "it's" (id integer primary key, name varchar(20) default 'it''s');
                create table part (id integer primary key, item_id integer references "it's" (id));
                create index part_item on part (item_id);
                """));
    }

    @AfterEach
    void checkAndClose() throws SQLException {
        Invariants.check(db);
        db.close();
    }

    private static List<String> strings(ResultSet rows, String label) throws SQLException {
        try (rows) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(label));
            }
            return strings;
        }
    }

    @Test
    void itAnswersAsTheDriverDoes() throws Exception {
        try (Connection c = db.readPool().getConnection()) {
            DatabaseMetaData metaData = c.getMetaData();
            assertThat(metaData).isSameAs(c.getMetaData()).isEqualTo(metaData);
            assertThat(metaData.getDatabaseProductName()).isEqualTo("SQLite");
            assertThat(metaData.getConnection()).isSameAs(c);
            assertThat(metaData.isReadOnly()).isTrue();
            assertThat(strings(metaData.getTables(null, null, "%", new String[] {"TABLE"}), "TABLE_NAME"))
                    .containsExactly("it's", "part");
            try (ResultSet columns = metaData.getColumns(null, null, "it's", "name")) {
                assertThat(columns.next()).isTrue();
                assertThat(columns.getInt("DATA_TYPE")).isEqualTo(Types.VARCHAR);
                assertThat(columns.getString("COLUMN_DEF")).isEqualTo("'it''s'");
                assertThat(columns.getInt("ORDINAL_POSITION")).isEqualTo(2);
                assertThat(columns.getStatement()).isNull();
                assertThat(columns.next()).isFalse();
            }
            assertThat(strings(metaData.getPrimaryKeys(null, null, "part"), "COLUMN_NAME"))
                    .containsExactly("id");
            assertThat(strings(metaData.getImportedKeys(null, null, "part"), "PKTABLE_NAME"))
                    .containsExactly("it's");
            assertThat(strings(metaData.getIndexInfo(null, null, "part", false, false), "INDEX_NAME"))
                    .contains("part_item");
            assertThat(strings(metaData.getCatalogs(), "TABLE_CAT")).isEmpty();
            assertThat(metaData.supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_COMMITTED))
                    .isTrue();
            assertThat(metaData.supportsTransactionIsolationLevel(Connection.TRANSACTION_READ_UNCOMMITTED))
                    .isFalse();
            assertThat(metaData.unwrap(DatabaseMetaData.class)).isSameAs(metaData);
            assertThatThrownBy(() -> metaData.unwrap(org.sqlite.jdbc4.JDBC4DatabaseMetaData.class))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void oneAnswerDoesNotCloseAnother() throws Exception {
        try (Connection c = db.writePool().getConnection()) {
            DatabaseMetaData metaData = c.getMetaData();
            List<String> columns = new ArrayList<>();
            try (ResultSet types = metaData.getTableTypes();
                    ResultSet tables = metaData.getTables(null, null, "%", new String[] {"TABLE"})) {
                assertThat(types.next()).isTrue();
                while (tables.next()) {
                    columns.addAll(strings(
                            metaData.getColumns(null, null, tables.getString("TABLE_NAME"), null), "COLUMN_NAME"));
                }
                metaData.getTableTypes().close();
                assertThat(types.getString(1)).isNotNull();
            }
            assertThat(columns).containsExactly("id", "name", "id", "item_id");
        }
    }

    @Test
    void anUnclosedAnswerHoldsNoSnapshotAndEndsWithTheConnection() throws Exception {
        Connection c = db.readPool().getConnection();
        ResultSet tables = c.getMetaData().getTables(null, null, "%", null);
        assertThat(tables.next()).isTrue();
        try (Connection foreign = JdbcForeign.connect(db);
                ResultSet checkpoint = foreign.createStatement().executeQuery("pragma wal_checkpoint(truncate)")) {
            assertThat(checkpoint.getInt(1)).isZero();
        }
        DatabaseMetaData metaData = c.getMetaData();
        c.close();
        assertThat(tables.isClosed()).isTrue();
        assertThatThrownBy(tables::next).hasFieldOrPropertyWithValue("SQLState", "08003");
        assertThatThrownBy(metaData::getTableTypes).hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    @Test
    void itSeesWhatItsTransactionCreated() throws Exception {
        db.run(c -> {
            c.update("create table fresh (x)");
            assertThat(strings(c.jdbc().getMetaData().getTables(null, null, "fresh", null), "TABLE_NAME"))
                    .containsExactly("fresh");
        });
    }
}
