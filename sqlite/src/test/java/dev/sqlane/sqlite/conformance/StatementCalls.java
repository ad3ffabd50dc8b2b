package dev.sqlane.sqlite.conformance;

import static dev.sqlane.sqlite.conformance.Outcome.labels;
import static dev.sqlane.sqlite.conformance.Outcome.part;
import static dev.sqlane.sqlite.conformance.Outcome.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;

/** Statements: execution, results, keys, batches, settings. */
final class StatementCalls {
    private StatementCalls() {}

    static void addTo(JdbcCall.Table calls) {
        execution(calls);
        errors(calls);
        keys(calls);
        batches(calls);
        settings(calls);
        prepared(calls);
    }

    @FunctionalInterface
    private interface OnStatement {
        Object run(Statement statement) throws Exception;
    }

    private static JdbcCall.Body with(OnStatement body) {
        return c -> {
            try (Statement statement = c.createStatement()) {
                return body.run(statement);
            }
        };
    }

    private static Object names(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            return rows(statement.executeQuery("select name from item order by id"));
        }
    }

    /** Everything that a statement says of its last execution. */
    private static Object results(Statement statement, boolean query) throws SQLException {
        return Arrays.asList(
                query,
                rows(statement.getResultSet()),
                statement.getUpdateCount(),
                part(statement::getMoreResults),
                part(statement::getUpdateCount));
    }

    private static void execution(JdbcCall.Table calls) {
        calls.reads("executeQuery", with(s -> rows(s.executeQuery("select id, name from item order by id"))));
        calls.reads("executeQuery of VALUES", with(s -> rows(s.executeQuery("values (1), (2)"))));
        calls.reads(
                "executeQuery of WITH",
                with(
                        s -> rows(
                                s.executeQuery(
                                        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select i from n"))));
        calls.reads(
                "executeQuery with comments and semicolons",
                with(s -> rows(s.executeQuery(" -- first\n select /* ; */ 1 ; -- last"))));
        calls.reads("executeQuery without rows", with(s -> rows(s.executeQuery("select 1 where 0"))));
        calls.reads(
                "executeQuery of EXPLAIN QUERY PLAN",
                with(s -> rows(s.executeQuery("explain query plan select * from item where id = 1"))
                        .size()));
        calls.writes(
                "executeQuery of an UPDATE",
                with(s -> rows(s.executeQuery("update item set name = 'x' where id = 1"))));
        calls.writes(
                "executeQuery of INSERT … RETURNING",
                with(s -> rows(s.executeQuery("insert into item (name) values ('x'), ('y') returning id, name"))));
        calls.writes("executeUpdate", with(s -> s.executeUpdate("update item set note = 'x' where id > 1")));
        calls.writes("executeLargeUpdate", with(s -> s.executeLargeUpdate("delete from child")));
        calls.writes("executeUpdate of no row", with(s -> s.executeUpdate("delete from item where id = 99")));
        calls.writes("executeUpdate of DDL", with(s -> s.executeUpdate("create table other (n)")));
        calls.writes(
                "executeUpdate of DDL after rows were changed",
                with(s -> List.of(s.executeUpdate("delete from child"), s.executeUpdate("create table other (n)"))));
        calls.reads("executeUpdate of a SELECT", with(s -> s.executeUpdate("select 1")));
        calls.writes(
                "executeUpdate of RETURNING",
                with(s -> s.executeUpdate("insert into item (name) values ('x'), ('y') returning id")));
        calls.writes(
                "executeUpdate of WITH … INSERT",
                with(s ->
                        s.executeUpdate("with n(i) as (values ('x'), ('y')) insert into item (name) select i from n")));
        calls.writes(
                "executeUpdate of a script",
                with(s -> s.executeUpdate("delete from child; insert into child values (7, 1)")));
        calls.reads("execute of a query", with(s -> results(s, s.execute("select name from item order by id"))));
        calls.writes("execute of an update", with(s -> results(s, s.execute("update item set note = 'x'"))));
        calls.writes("execute of DDL", with(s -> results(s, s.execute("create table other (n)"))));
        calls.writes(
                "execute of WITH … DELETE … RETURNING",
                with(s -> results(
                        s, s.execute("with n(i) as (values (1)) delete from child where id in n returning id"))));
        calls.writes("execute of a script runs all of it", c -> {
            try (Statement s = c.createStatement()) {
                s.execute("insert into item (name) values ('x'); insert into item (name) values ('y')");
            }
            return names(c);
        });
        calls.reads("execute of a script of queries", with(s -> results(s, s.execute("select 1; select 2"))));
        calls.writes("a trigger with statements of its own", c -> {
            try (Statement s = c.createStatement()) {
                s.execute(
                        "create trigger t after insert on item begin insert into child (item_id) values (new.id); end");
                s.executeUpdate("insert into item (name) values ('x')");
                return rows(s.executeQuery("select count(*) from child"));
            }
        });
        calls.reads("a statement's second query closes the first's rows", with(s -> {
            ResultSet first = s.executeQuery("select 1 union all select 2");
            first.next();
            ResultSet second = s.executeQuery("select 3");
            return List.of(part(first::next), rows(second));
        }));
        calls.reads("two statements with rows open at once", c -> {
            try (Statement one = c.createStatement();
                    Statement two = c.createStatement()) {
                ResultSet first = one.executeQuery("select id from item order by id");
                ResultSet second = two.executeQuery("select id from item order by id desc");
                first.next();
                second.next();
                return List.of(
                        first.getInt(1),
                        second.getInt(1),
                        rows(first).size(),
                        rows(second).size());
            }
        });
        calls.writes("updating beside open rows", c -> {
            try (Statement one = c.createStatement();
                    PreparedStatement two = c.prepareStatement("update item set note = ? where id = ?")) {
                ResultSet open = one.executeQuery("select id from item order by id");
                int changed = 0;
                while (open.next()) {
                    two.setString(1, "seen");
                    two.setInt(2, open.getInt(1));
                    changed += two.executeUpdate();
                }
                return List.of(changed, rows(one.executeQuery("select count(*) from item where note = 'seen'")));
            }
        });
        calls.reads("closeOnCompletion", with(s -> {
            s.closeOnCompletion();
            boolean wanted = s.isCloseOnCompletion();
            s.executeQuery("select 1").close();
            return List.of(wanted, s.isClosed());
        }));
        calls.reads("use after close of the statement", c -> {
            Statement s = c.createStatement();
            ResultSet open = s.executeQuery("select 1");
            s.close();
            s.close();
            return List.of(
                    s.isClosed(), open.isClosed(), part(() -> s.executeQuery("select 1") != null), part(open::next));
        });
    }

    private static void errors(JdbcCall.Table calls) {
        calls.reads("a syntax error", with(s -> rows(s.executeQuery("selec 1"))));
        calls.reads("an unknown table", with(s -> rows(s.executeQuery("select * from nosuch"))));
        calls.reads("an unknown column", with(s -> rows(s.executeQuery("select nosuch from item"))));
        calls.reads("an empty text", with(s -> s.execute("")));
        calls.reads("executeQuery of an empty text", with(s -> rows(s.executeQuery("  -- nothing"))));
        calls.reads("prepareStatement of an empty text", c -> {
            try (PreparedStatement s = c.prepareStatement("")) {
                return s.execute();
            }
        });
        calls.reads("preparing a syntax error", c -> {
            try (PreparedStatement s = c.prepareStatement("selec 1")) {
                return s.isClosed();
            }
        });
        calls.reads("preparing and running a syntax error", c -> {
            try (PreparedStatement s = c.prepareStatement("selec 1")) {
                return rows(s.executeQuery());
            }
        });
        calls.reads("preparing two statements", c -> {
            try (PreparedStatement s = c.prepareStatement("select 1; select 2")) {
                return rows(s.executeQuery());
            }
        });
        calls.writes("UNIQUE", with(s -> s.executeUpdate("insert into item (name) values ('one')")));
        calls.writes("PRIMARY KEY", with(s -> s.executeUpdate("insert into item (id) values (1)")));
        calls.writes("NOT NULL", with(s -> s.executeUpdate("insert into child (id, item_id) values (9, null)")));
        calls.writes("CHECK", with(s -> s.executeUpdate("insert into item (name, price) values ('x', -1)")));
        calls.writes("FOREIGN KEY", with(s -> s.executeUpdate("insert into child values (9, 99)")));
        calls.writes("a statement is usable after an error", with(s -> {
            String failure = part(() -> s.executeUpdate("insert into item (name) values ('one')"));
            return List.of(failure, s.executeUpdate("insert into item (name) values ('new')"));
        }));
        calls.writes("a prepared statement is usable after an error", c -> {
            try (PreparedStatement s = c.prepareStatement("insert into item (name) values (?)")) {
                s.setString(1, "one");
                String failure = part(s::executeUpdate);
                s.setString(1, "new");
                return List.of(failure, s.executeUpdate());
            }
        });
        calls.reads("a number out of range", with(s -> rows(s.executeQuery("select abs(-9223372036854775808)"))));
        calls.reads("a text that is no JSON", with(s -> rows(s.executeQuery("select json('{')"))));
    }

    private static void keys(JdbcCall.Table calls) {
        calls.writes("getGeneratedKeys", with(s -> {
            s.executeUpdate("insert into item (name) values ('x')", Statement.RETURN_GENERATED_KEYS);
            ResultSet keys = s.getGeneratedKeys();
            return List.of(labels(keys.getMetaData()), rows(keys));
        }));
        calls.writes("getGeneratedKeys without asking", with(s -> {
            s.executeUpdate("insert into item (name) values ('x')");
            return rows(s.getGeneratedKeys());
        }));
        calls.writes("getGeneratedKeys by column name", c -> {
            try (PreparedStatement s =
                    c.prepareStatement("insert into item (name) values ('x')", new String[] {"id"})) {
                s.executeUpdate();
                return rows(s.getGeneratedKeys());
            }
        });
        calls.writes("getGeneratedKeys of WITH and INSERT", with(s -> {
            s.executeUpdate(
                    "with n (x) as (select 'x') insert into item (name) select x from n",
                    Statement.RETURN_GENERATED_KEYS);
            return rows(s.getGeneratedKeys());
        }));
        calls.writes("executeUpdate where a trigger changes more", with(s -> {
            s.executeUpdate("create table log (id)");
            s.executeUpdate("create trigger t after insert on item begin insert into log values (1), (new.id); end");
            return s.executeUpdate("insert into item (name) values ('x')");
        }));
        calls.writes("getGeneratedKeys of an update", c -> {
            try (PreparedStatement s =
                    c.prepareStatement("update item set note = 'x'", Statement.RETURN_GENERATED_KEYS)) {
                s.executeUpdate();
                return rows(s.getGeneratedKeys());
            }
        });
        calls.writes("last_insert_rowid()", with(s -> {
            s.executeUpdate("insert into item (id, name) values (50, 'x')");
            ResultSet row = s.executeQuery("select last_insert_rowid()");
            return List.of(labels(row.getMetaData()), rows(row));
        }));
        calls.writes("last_insert_rowid() inside the next INSERT", with(s -> {
            s.executeUpdate("insert into item (id, name) values (50, 'x')");
            s.executeUpdate("insert into child (item_id) values (last_insert_rowid())");
            return rows(s.executeQuery("select max(item_id) from child"));
        }));
        calls.writes("last_insert_rowid() for each row of an INSERT", c -> {
            try (Statement s = c.createStatement()) {
                c.setAutoCommit(false);
                s.executeUpdate("insert into child (item_id) values (1)");
                s.executeUpdate(
                        "insert into item (price) values (last_insert_rowid()), (last_insert_rowid()), (total_changes())");
                c.commit();
                return rows(s.executeQuery("select id, price from item where id > 4"));
            }
        });
        calls.writes("keys and changes of an UPSERT that updates", c -> {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("insert into item (id, name) values (50, 'x')");
                s.executeUpdate(
                        "insert into item (id, name) values (1, 'y') on conflict (id) do update set name = excluded.name",
                        Statement.RETURN_GENERATED_KEYS);
                return List.of(
                        rows(s.getGeneratedKeys()), rows(s.executeQuery("select last_insert_rowid(), changes()")));
            }
        });
        calls.writes("changes after a failed INSERT", c -> {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("update item set note = 'x'");
                return List.of(
                        part(() -> s.executeUpdate("insert into item (id, name) values (1, 'y')")),
                        rows(s.executeQuery("select last_insert_rowid(), changes(), total_changes()")));
            }
        });
        calls.writes("changes() and total_changes()", with(s -> {
            s.executeUpdate("update item set note = 'x'");
            s.executeUpdate("delete from child where id = 1");
            return rows(s.executeQuery("select changes(), total_changes()"));
        }));
    }

    private static void batches(JdbcCall.Table calls) {
        calls.writes("a batch of texts", with(s -> {
            s.addBatch("insert into item (name) values ('x')");
            s.addBatch("update item set note = 'y'");
            s.addBatch("create table other (n)");
            return s.executeBatch();
        }));
        calls.writes("a batch of texts that is rolled back", c -> {
            try (Statement s = c.createStatement()) {
                c.setAutoCommit(false);
                s.addBatch("pragma foreign_keys=on");
                s.addBatch("insert into item (name) values ('x')");
                s.executeBatch();
                c.rollback();
                return names(c);
            }
        });
        calls.writes("a batch of parameters", c -> {
            try (PreparedStatement s = c.prepareStatement("insert into item (name) values (?)")) {
                for (String name : List.of("x", "y", "z")) {
                    s.setString(1, name);
                    s.addBatch();
                }
                return List.of(s.executeBatch(), s.executeBatch(), names(c));
            }
        });
        calls.writes("a batch whose second entry fails", c -> {
            try (PreparedStatement s = c.prepareStatement("insert into item (name) values (?)")) {
                for (String name : List.of("x", "one", "z")) {
                    s.setString(1, name);
                    s.addBatch();
                }
                return s.executeBatch();
            }
        });
        calls.writes("what a failed batch leaves", c -> {
            try (PreparedStatement s = c.prepareStatement("insert into item (name) values (?)")) {
                for (String name : List.of("x", "one", "z")) {
                    s.setString(1, name);
                    s.addBatch();
                }
                part(s::executeBatch);
                return names(c);
            }
        });
        calls.writes("clearBatch", with(s -> {
            s.addBatch("delete from child");
            s.clearBatch();
            return s.executeBatch();
        }));
        calls.reads("an empty batch", with(Statement::executeBatch));
        calls.reads("a batch with a query", with(s -> {
            s.addBatch("select 1");
            return s.executeBatch();
        }));
        calls.writes("executeLargeBatch", c -> {
            try (PreparedStatement s = c.prepareStatement("delete from child where id = ?")) {
                s.setInt(1, 1);
                s.addBatch();
                return s.executeLargeBatch();
            }
        });
    }

    private static void settings(JdbcCall.Table calls) {
        calls.reads("setMaxRows", with(s -> {
            s.setMaxRows(2);
            return List.of(s.getMaxRows(), rows(s.executeQuery("select id from item order by id")));
        }));
        calls.reads("setLargeMaxRows", with(s -> {
            s.setLargeMaxRows(1);
            return List.of(s.getLargeMaxRows(), rows(s.executeQuery("select id from item order by id")));
        }));
        calls.reads("setMaxRows negative", with(s -> {
            s.setMaxRows(-1);
            return "done";
        }));
        calls.reads("setFetchSize", with(s -> {
            s.setFetchSize(7);
            return s.getFetchSize();
        }));
        calls.reads("setFetchSize negative", with(s -> {
            s.setFetchSize(-1);
            return "done";
        }));
        calls.reads("setFetchDirection", with(s -> {
            s.setFetchDirection(ResultSet.FETCH_FORWARD);
            return s.getFetchDirection();
        }));
        calls.reads("setFetchDirection backwards", with(s -> {
            s.setFetchDirection(ResultSet.FETCH_REVERSE);
            return s.getFetchDirection();
        }));
        calls.reads("setQueryTimeout", with(s -> {
            s.setQueryTimeout(7);
            return s.getQueryTimeout();
        }));
        calls.reads("setQueryTimeout negative", with(s -> {
            s.setQueryTimeout(-1);
            return "done";
        }));
        calls.reads("setMaxFieldSize", with(s -> {
            s.setMaxFieldSize(7);
            return s.getMaxFieldSize();
        }));
        calls.reads("setPoolable", with(s -> {
            s.setPoolable(true);
            return s.isPoolable();
        }));
        calls.reads("setCursorName", with(s -> {
            s.setCursorName("x");
            return "done";
        }));
        calls.reads("setEscapeProcessing", with(s -> {
            s.setEscapeProcessing(false);
            return "done";
        }));
        calls.reads("getResultSetType", with(Statement::getResultSetType));
        calls.reads("getResultSetConcurrency", with(Statement::getResultSetConcurrency));
        calls.reads("getResultSetHoldability", with(Statement::getResultSetHoldability));
        calls.reads("getWarnings of a statement", with(s -> {
            s.clearWarnings();
            return String.valueOf(s.getWarnings());
        }));
        calls.reads("getUpdateCount before any execution", with(Statement::getUpdateCount));
        calls.reads("getResultSet before any execution", with(s -> String.valueOf(s.getResultSet())));
        calls.reads("cancel without anything running", with(s -> {
            s.cancel();
            return rows(s.executeQuery("select 1"));
        }));
        calls.reads("getConnection of a statement", c -> {
            try (Statement s = c.createStatement()) {
                return s.getConnection() == c;
            }
        });
        calls.reads("unwrap a statement", with(s -> s.unwrap(Statement.class) == s));
        calls.reads("enquoteLiteral", with(s -> s.enquoteLiteral("it's")));
        calls.reads("enquoteIdentifier", with(s -> s.enquoteIdentifier("a b", false)));
        calls.reads("isSimpleIdentifier", with(s -> s.isSimpleIdentifier("a b")));
    }

    private static void prepared(JdbcCall.Table calls) {
        calls.reads("a prepared query, again and again", c -> {
            try (PreparedStatement s = c.prepareStatement("select name from item where id = ?")) {
                s.setInt(1, 1);
                Object first = rows(s.executeQuery());
                s.setInt(1, 2);
                return List.of(first, rows(s.executeQuery()), rows(s.executeQuery()));
            }
        });
        calls.reads("a parameter that was not set", c -> {
            try (PreparedStatement s = c.prepareStatement("select ?")) {
                return rows(s.executeQuery());
            }
        });
        calls.reads("clearParameters", c -> {
            try (PreparedStatement s = c.prepareStatement("select ?")) {
                s.setInt(1, 1);
                s.clearParameters();
                return rows(s.executeQuery());
            }
        });
        calls.reads("a parameter that is not there", c -> {
            try (PreparedStatement s = c.prepareStatement("select ?")) {
                return List.of(
                        part(() -> {
                            s.setInt(0, 1);
                            return "done";
                        }),
                        part(() -> {
                            s.setInt(2, 1);
                            return "done";
                        }));
            }
        });
        calls.reads("numbered and named parameters", c -> {
            try (PreparedStatement s = c.prepareStatement("select ?2, :a, ?1, @b")) {
                for (int i = 1; i <= 4; i++) {
                    s.setInt(i, i * 10);
                }
                return List.of(s.getParameterMetaData().getParameterCount(), rows(s.executeQuery()));
            }
        });
        calls.reads("getParameterMetaData", c -> {
            try (PreparedStatement s = c.prepareStatement("select ?, ?")) {
                s.setInt(1, 1);
                s.setString(2, "x");
                var parameters = s.getParameterMetaData();
                return List.of(
                        parameters.getParameterCount(),
                        parameters.getParameterType(1),
                        parameters.getParameterTypeName(2),
                        parameters.getParameterClassName(2),
                        parameters.getParameterMode(1),
                        parameters.isSigned(1));
            }
        });
        calls.reads("getMetaData before execution", c -> {
            try (PreparedStatement s = c.prepareStatement("select id, name as n from item where id = ?")) {
                var columns = s.getMetaData();
                return List.of(labels(columns), columns.getColumnName(2), columns.getTableName(2));
            }
        });
        calls.writes("getMetaData of an update", c -> {
            try (PreparedStatement s = c.prepareStatement("delete from child")) {
                return part(() -> s.getMetaData() == null || s.getMetaData().getColumnCount() == 0);
            }
        });
        calls.writes("getMetaData of a pragma that sets", c -> {
            try (PreparedStatement s = c.prepareStatement("pragma cache_size=1000")) {
                return part(() -> s.getMetaData() == null || s.getMetaData().getColumnCount() == 0);
            }
        });
        calls.writes("getMetaData of a pragma that sets and answers", c -> {
            try (PreparedStatement s = c.prepareStatement("pragma journal_mode=wal")) {
                Object before = part(() -> s.getMetaData() == null ? null : labels(s.getMetaData()));
                try (ResultSet rows = s.executeQuery()) {
                    return Arrays.asList(before, labels(s.getMetaData()), rows.next());
                }
            }
        });
        calls.writes("getMetaData of ATTACH", c -> {
            try (PreparedStatement s = c.prepareStatement("attach ':memory:' as other")) {
                return part(() -> s.getMetaData() == null || s.getMetaData().getColumnCount() == 0);
            }
        });
        calls.reads("executeUpdate of a prepared query", c -> {
            try (PreparedStatement s = c.prepareStatement("select 1")) {
                return s.executeUpdate();
            }
        });
        calls.writes("executeQuery of a prepared update", c -> {
            try (PreparedStatement s = c.prepareStatement("delete from child")) {
                return List.of(part(() -> rows(s.executeQuery())), part(s::getUpdateCount));
            }
        });
        calls.writes("execute of a prepared INSERT … RETURNING", c -> {
            try (PreparedStatement s = c.prepareStatement("insert into item (name) values (?) returning id, name")) {
                s.setString(1, "x");
                return results(s, s.execute());
            }
        });
        calls.reads("a text on a prepared statement", c -> {
            try (PreparedStatement s = c.prepareStatement("select 1")) {
                return rows(s.executeQuery("select 2"));
            }
        });
        calls.writes("values of all types, stored and read back", c -> {
            try (PreparedStatement s =
                    c.prepareStatement("insert into item (name, price, data, note) values (?, ?, ?, ?)")) {
                s.setString(1, "grüße 🌍");
                s.setDouble(2, 2.25);
                s.setBytes(3, new byte[] {0, 1, -1});
                s.setNull(4, Types.VARCHAR);
                s.executeUpdate();
            }
            try (Statement s = c.createStatement()) {
                return rows(s.executeQuery("select name, price, hex(data), note from item where name like 'gr%'"));
            }
        });
        calls.writes("a table made after the statement was prepared elsewhere", c -> {
            try (Statement s = c.createStatement()) {
                s.executeUpdate("create table other (n)");
                try (PreparedStatement insert = c.prepareStatement("insert into other values (?)")) {
                    insert.setInt(1, 1);
                    insert.executeUpdate();
                    s.executeUpdate("alter table other add column m default 5");
                    return rows(s.executeQuery("select * from other"));
                }
            }
        });
    }
}
