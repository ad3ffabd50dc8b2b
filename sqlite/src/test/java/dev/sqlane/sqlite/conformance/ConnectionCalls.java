package dev.sqlane.sqlite.conformance;

import static dev.sqlane.sqlite.conformance.Outcome.part;
import static dev.sqlane.sqlite.conformance.Outcome.rows;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Connections: settings, transactions, savepoints, metadata, closing. */
final class ConnectionCalls {
    private ConnectionCalls() {}

    static void addTo(JdbcCall.Table calls) {
        settings(calls);
        refusals(calls);
        transactions(calls);
        savepoints(calls);
        metaData(calls);
        closing(calls);
    }

    private static int update(Connection c, String sql) throws SQLException {
        try (Statement statement = c.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static Object count(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            return rows(statement.executeQuery("select count(*) from item"));
        }
    }

    private static void settings(JdbcCall.Table calls) {
        calls.reads("getAutoCommit", Connection::getAutoCommit);
        calls.reads("setAutoCommit twice", c -> {
            c.setAutoCommit(true);
            c.setAutoCommit(true);
            return c.getAutoCommit();
        });
        calls.reads("isReadOnly", Connection::isReadOnly);
        calls.reads("setReadOnly to what it is", c -> {
            c.setReadOnly(c.isReadOnly());
            return "done";
        });
        calls.writes("setReadOnly(true), then read", c -> {
            c.setReadOnly(true);
            return List.of(c.isReadOnly(), count(c));
        });
        calls.writes("setReadOnly(true), then write", c -> {
            c.setReadOnly(true);
            return update(c, "delete from child");
        });
        calls.writes("setReadOnly inside a transaction", c -> {
            c.setAutoCommit(false);
            update(c, "delete from child");
            c.setReadOnly(true);
            return "done";
        });
        calls.reads("getTransactionIsolation", Connection::getTransactionIsolation);
        for (int level : new int[] {
            Connection.TRANSACTION_SERIALIZABLE,
            Connection.TRANSACTION_REPEATABLE_READ,
            Connection.TRANSACTION_READ_COMMITTED,
            Connection.TRANSACTION_READ_UNCOMMITTED,
            Connection.TRANSACTION_NONE
        }) {
            calls.reads("setTransactionIsolation " + level, c -> {
                c.setTransactionIsolation(level);
                return c.getTransactionIsolation();
            });
        }
        calls.reads("getHoldability", Connection::getHoldability);
        calls.reads("setHoldability CLOSE_CURSORS_AT_COMMIT", c -> {
            c.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            return c.getHoldability();
        });
        calls.reads("setHoldability HOLD_CURSORS_OVER_COMMIT", c -> {
            c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
            return c.getHoldability();
        });
        calls.reads("catalog", c -> {
            c.setCatalog("x");
            return c.getCatalog();
        });
        calls.reads("schema", c -> {
            c.setSchema("x");
            return c.getSchema();
        });
        calls.reads("getTypeMap", Connection::getTypeMap);
        calls.reads("setTypeMap", c -> {
            c.setTypeMap(Map.of("x", String.class));
            return c.getTypeMap();
        });
        calls.reads("getWarnings", c -> {
            c.clearWarnings();
            return c.getWarnings();
        });
        calls.reads("getClientInfo", c -> {
            c.setClientInfo("ApplicationName", "x");
            c.setClientInfo(new Properties());
            return c.getClientInfo("ApplicationName");
        });
        calls.reads("getClientInfo()", c -> part(() -> c.getClientInfo().size()));
        calls.reads("getNetworkTimeout", Connection::getNetworkTimeout);
        calls.reads("setNetworkTimeout", c -> {
            c.setNetworkTimeout(Runnable::run, 1_000);
            return c.getNetworkTimeout();
        });
        calls.reads("setNetworkTimeout without an executor", c -> {
            c.setNetworkTimeout(null, 1_000);
            return "done";
        });
        calls.reads("a negative network timeout", c -> {
            c.setNetworkTimeout(Runnable::run, -1);
            return "done";
        });
        calls.reads("isValid", c -> c.isValid(1));
        calls.reads("isValid with a negative timeout", c -> c.isValid(-1));
        calls.reads("nativeSQL", c -> c.nativeSQL("select {fn now()}"));
        calls.reads("unwrap to Connection", c -> c.unwrap(Connection.class) == c);
        calls.reads("isWrapperFor Connection", c -> c.isWrapperFor(Connection.class));
        calls.reads("unwrap to a string", c -> c.unwrap(String.class));
        calls.reads("unwrap to the driver's connection", c -> c.unwrap(org.sqlite.SQLiteConnection.class) != null);
        calls.reads("beginRequest, endRequest", c -> {
            c.beginRequest();
            c.endRequest();
            return "done";
        });
        calls.reads("setShardingKey", c -> {
            c.setShardingKey(null);
            return "done";
        });
    }

    private static void refusals(JdbcCall.Table calls) {
        calls.reads("prepareCall", c -> c.prepareCall("select 1"));
        calls.reads("createBlob", Connection::createBlob);
        calls.reads("createClob", Connection::createClob);
        calls.reads("createNClob", Connection::createNClob);
        calls.reads("createSQLXML", Connection::createSQLXML);
        calls.reads("createArrayOf", c -> c.createArrayOf("integer", new Object[] {1}));
        calls.reads("createStruct", c -> c.createStruct("x", new Object[] {1}));
        calls.reads(
                "createStatement scrollable",
                c -> c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY));
        calls.reads(
                "createStatement updatable",
                c -> c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE));
        calls.reads(
                "createStatement holding cursors",
                c -> c.createStatement(
                        ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, ResultSet.HOLD_CURSORS_OVER_COMMIT));
        calls.reads(
                "prepareStatement scrollable",
                c -> c.prepareStatement("select 1", ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_READ_ONLY));
    }

    private static void transactions(JdbcCall.Table calls) {
        calls.reads("commit in auto-commit", c -> {
            c.commit();
            return "done";
        });
        calls.reads("rollback in auto-commit", c -> {
            c.rollback();
            return "done";
        });
        calls.reads("an empty transaction", c -> {
            c.setAutoCommit(false);
            c.commit();
            c.rollback();
            c.commit();
            c.setAutoCommit(true);
            return "done";
        });
        calls.reads("a transaction that reads", c -> {
            c.setAutoCommit(false);
            Object before = count(c);
            c.commit();
            c.setAutoCommit(true);
            return List.of(before, count(c));
        });
        calls.writes("commit", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('new')");
            c.commit();
            c.rollback();
            return count(c);
        });
        calls.writes("rollback", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('new')");
            Object inside = count(c);
            c.rollback();
            return List.of(inside, count(c));
        });
        calls.writes("setAutoCommit(true) commits", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('new')");
            c.setAutoCommit(true);
            return List.of(c.getAutoCommit(), count(c));
        });
        calls.writes("DDL is part of a transaction", c -> {
            c.setAutoCommit(false);
            update(c, "create table other (n)");
            update(c, "insert into other values (1)");
            c.rollback();
            return part(() -> update(c, "insert into other values (1)"));
        });
        calls.writes("an error leaves the transaction open", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('new')");
            String failure = part(() -> update(c, "insert into item (name) values ('one')"));
            c.commit();
            return List.of(failure, count(c));
        });
        calls.writes("an error that rolls back, then a further statement", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('new')");
            String failure = part(() -> update(c, "insert or rollback into item (name) values ('one')"));
            String further = part(() -> update(c, "insert into item (name) values ('half')"));
            String commit = part(() -> {
                c.commit();
                return "done";
            });
            return List.of(failure, further, commit, count(c));
        });
        calls.writes("BEGIN and COMMIT as statements", c -> {
            update(c, "begin");
            update(c, "insert into item (name) values ('new')");
            update(c, "commit");
            return count(c);
        });
        calls.writes("a deferred foreign key fails at commit", c -> {
            update(c, "create table d (n references item(id) deferrable initially deferred)");
            c.setAutoCommit(false);
            update(c, "insert into d values (99)");
            String failure = part(() -> {
                c.commit();
                return "done";
            });
            c.rollback();
            return failure;
        });
        calls.writes("an open result set while the transaction commits", c -> {
            c.setAutoCommit(false);
            try (Statement statement = c.createStatement()) {
                ResultSet rows = statement.executeQuery("select id from item order by id");
                rows.next();
                c.commit();
                return part(rows::next);
            }
        });
        calls.writes("VACUUM", c -> update(c, "vacuum"));
        calls.writes("VACUUM inside a transaction", c -> {
            c.setAutoCommit(false);
            update(c, "delete from child");
            return part(() -> update(c, "vacuum"));
        });
        calls.writes("temporary tables", c -> {
            update(c, "create temp table scratch (n)");
            update(c, "insert into scratch values (1)");
            try (Statement statement = c.createStatement()) {
                return rows(statement.executeQuery("select n from scratch"));
            }
        });
        calls.writes("attached databases", c -> {
            update(c, "attach ':memory:' as other");
            update(c, "create table other.t (n)");
            update(c, "insert into other.t values (1)");
            try (Statement statement = c.createStatement()) {
                return rows(statement.executeQuery("select n from other.t"));
            }
        });
        calls.writes("a setting", c -> {
            update(c, "pragma recursive_triggers=on");
            try (Statement statement = c.createStatement()) {
                return rows(statement.executeQuery("pragma recursive_triggers"));
            }
        });
        calls.reads("pragmas that read", c -> {
            try (Statement statement = c.createStatement()) {
                return List.of(
                        rows(statement.executeQuery("pragma foreign_keys")),
                        rows(statement.executeQuery("pragma table_info(item)")),
                        rows(statement.executeQuery("pragma integrity_check")));
            }
        });
    }

    private static void savepoints(JdbcCall.Table calls) {
        calls.writes("rollback to a savepoint", c -> {
            c.setAutoCommit(false);
            update(c, "insert into item (name) values ('a')");
            Savepoint savepoint = c.setSavepoint();
            update(c, "insert into item (name) values ('b')");
            c.rollback(savepoint);
            update(c, "insert into item (name) values ('c')");
            c.commit();
            return count(c);
        });
        calls.writes("named savepoints", c -> {
            c.setAutoCommit(false);
            Savepoint outer = c.setSavepoint("outer");
            update(c, "insert into item (name) values ('a')");
            Savepoint inner = c.setSavepoint("in\"ner");
            update(c, "insert into item (name) values ('b')");
            c.rollback(inner);
            c.releaseSavepoint(outer);
            c.commit();
            return List.of(outer.getSavepointName(), part(outer::getSavepointId), count(c));
        });
        calls.writes("an unnamed savepoint has a number", c -> {
            c.setAutoCommit(false);
            Savepoint savepoint = c.setSavepoint();
            return List.of(part(() -> savepoint.getSavepointId() >= 0), part(savepoint::getSavepointName));
        });
        calls.writes("rollback to a released savepoint", c -> {
            c.setAutoCommit(false);
            Savepoint savepoint = c.setSavepoint("s");
            update(c, "insert into item (name) values ('a')");
            c.releaseSavepoint(savepoint);
            c.rollback(savepoint);
            return "done";
        });
        calls.writes("a savepoint after the transaction's end", c -> {
            c.setAutoCommit(false);
            Savepoint savepoint = c.setSavepoint("s");
            c.commit();
            c.rollback(savepoint);
            return "done";
        });
        calls.writes("a savepoint in auto-commit", c -> {
            c.setSavepoint();
            return "done";
        });
        calls.writes("the same savepoint twice", c -> {
            c.setAutoCommit(false);
            Savepoint savepoint = c.setSavepoint();
            for (int i = 0; i < 2; i++) {
                update(c, "insert into item (name) values ('a')");
                c.rollback(savepoint);
            }
            c.commit();
            return count(c);
        });
    }

    private static void metaData(JdbcCall.Table calls) {
        calls.reads("product", c -> {
            DatabaseMetaData data = c.getMetaData();
            return List.of(
                    data.getDatabaseProductName(),
                    data.getDatabaseProductVersion(),
                    data.getDriverName(),
                    data.getJDBCMajorVersion(),
                    data.getURL().startsWith("jdbc:sqlite:"));
        });
        calls.reads("getMetaData().getConnection", c -> c.getMetaData().getConnection() == c);
        calls.reads("getMetaData().isReadOnly", c -> c.getMetaData().isReadOnly());
        calls.reads("getUserName", c -> c.getMetaData().getUserName());
        calls.reads("getTables", c -> rows(c.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})));
        calls.reads("getColumns", c -> rows(c.getMetaData().getColumns(null, null, "item", "%")));
        calls.reads("getPrimaryKeys", c -> rows(c.getMetaData().getPrimaryKeys(null, null, "item")));
        calls.reads("getImportedKeys", c -> rows(c.getMetaData().getImportedKeys(null, null, "child")));
        calls.reads("getExportedKeys", c -> rows(c.getMetaData().getExportedKeys(null, null, "item")));
        calls.reads("getIndexInfo", c -> rows(c.getMetaData().getIndexInfo(null, null, "item", false, true)));
        calls.reads("getTypeInfo", c -> rows(c.getMetaData().getTypeInfo()));
        calls.reads("getTableTypes", c -> rows(c.getMetaData().getTableTypes()));
        calls.reads("getSchemas", c -> rows(c.getMetaData().getSchemas()));
        calls.reads("getCatalogs", c -> rows(c.getMetaData().getCatalogs()));
        calls.reads("getProcedures", c -> rows(c.getMetaData().getProcedures(null, null, "%")));
        calls.reads("getClientInfoProperties", c -> rows(c.getMetaData().getClientInfoProperties()));
        calls.reads(
                "getBestRowIdentifier",
                c -> rows(c.getMetaData()
                        .getBestRowIdentifier(null, null, "item", DatabaseMetaData.bestRowSession, true)));
        calls.reads("two answers of metadata open at once", c -> {
            DatabaseMetaData data = c.getMetaData();
            try (ResultSet tables = data.getTables(null, null, "%", null)) {
                List<Object> all = new ArrayList<>();
                while (tables.next()) {
                    String table = tables.getString("TABLE_NAME");
                    all.add(List.of(table, rows(data.getPrimaryKeys(null, null, table))));
                }
                return all;
            }
        });
        calls.reads("what is supported", c -> {
            DatabaseMetaData data = c.getMetaData();
            return List.of(
                    data.supportsTransactions(),
                    data.supportsSavepoints(),
                    data.supportsBatchUpdates(),
                    data.supportsGetGeneratedKeys(),
                    data.supportsMultipleResultSets(),
                    data.supportsNamedParameters(),
                    data.supportsResultSetType(ResultSet.TYPE_FORWARD_ONLY),
                    data.supportsResultSetType(ResultSet.TYPE_SCROLL_SENSITIVE),
                    data.supportsStoredProcedures(),
                    data.getDefaultTransactionIsolation(),
                    data.getIdentifierQuoteString());
        });
        for (int level : new int[] {0, 1, 2, 4, 8}) {
            calls.reads(
                    "supportsTransactionIsolationLevel " + level,
                    c -> c.getMetaData().supportsTransactionIsolationLevel(level));
        }
        calls.reads("unwrap metadata to a string", c -> c.getMetaData().unwrap(String.class));
    }

    private static void closing(JdbcCall.Table calls) {
        calls.reads("use after close", c -> {
            Statement statement = c.createStatement();
            PreparedStatement prepared = c.prepareStatement("select 1 union all select 2");
            ResultSet rows = prepared.executeQuery();
            rows.next();
            c.close();
            c.close();
            return Arrays.asList(
                    c.isClosed(),
                    statement.isClosed(),
                    prepared.isClosed(),
                    rows.isClosed(),
                    c.isValid(1),
                    part(() -> statement.executeQuery("select 1") != null),
                    part(() -> prepared.executeQuery() != null),
                    part(rows::next),
                    part(() -> rows.getInt(1)),
                    part(() -> c.createStatement() != null),
                    part(() -> c.prepareStatement("select 1") != null),
                    part(c::getAutoCommit),
                    part(() -> {
                        c.setAutoCommit(false);
                        return "done";
                    }),
                    part(() -> {
                        c.commit();
                        return "done";
                    }),
                    part(() -> c.getMetaData() != null),
                    part(c::getWarnings));
        });
        calls.reads("abort", c -> {
            c.abort(Runnable::run);
            return List.of(c.isClosed(), part(() -> c.createStatement() != null));
        });
        calls.reads("abort without an executor", c -> {
            c.abort(null);
            return "done";
        });
    }
}
