package dev.sqlane.sqlite.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    private static final String TRIGGER = """
            create trigger "a;b" after insert on t begin
              update t set a = case when new.a > 0 then case new.a when 1 then 2 end else 0 end;
              select 'end;'; -- end;
              /* end; */ delete from t where a = "end";
            end""";

    static Stream<Arguments> splits() {
        return Stream.of(
                arguments("", List.of()),
                arguments(" \t\r\n\f", List.of()),
                arguments(";;; ;", List.of()),
                arguments("-- only a comment", List.of()),
                arguments("/* open", List.of()),
                arguments("/**/;--\n;", List.of()),
                arguments("select 1", List.of("select 1")),
                arguments("select 1;", List.of("select 1")),
                arguments(" /* a */ select 1 -- b\n ; -- c", List.of("select 1")),
                arguments("select 1;select 2", List.of("select 1", "select 2")),
                arguments(";select 1;;select 2;;", List.of("select 1", "select 2")),
                arguments("select /* ; */ 1 -- ;\n + 2; select 3", List.of("select /* ; */ 1 -- ;\n + 2", "select 3")),
                arguments("select ';', \";\", `;`, [;]; select 2", List.of("select ';', \";\", `;`, [;]", "select 2")),
                arguments("select 'it''s;', \"a\"\";\"; select 2", List.of("select 'it''s;', \"a\"\";\"", "select 2")),
                arguments("select '\\'; select 2", List.of("select '\\'", "select 2")),
                arguments("select [a'b]; select 2", List.of("select [a'b]", "select 2")),
                arguments("select 'open; select 2", List.of("select 'open; select 2")),
                arguments("select \"open; select 2", List.of("select \"open; select 2")),
                arguments("select [open; select 2", List.of("select [open; select 2")),
                arguments("select 'open''; select 2", List.of("select 'open''; select 2")),
                arguments("select x'00'; select X'3b'", List.of("select x'00'", "select X'3b'")),
                arguments("select x'0;'; select 2", List.of("select x'0;'", "select 2")),
                arguments(
                        "select 1e5;select .5;select 0x1f;select 1_000",
                        List.of("select 1e5", "select .5", "select 0x1f", "select 1_000")),
                arguments("select 1-- -\n;select 2", List.of("select 1", "select 2")),
                arguments("select 1- -1;select 2", List.of("select 1- -1", "select 2")),
                arguments("select '{}'->'$.a;b';select 2", List.of("select '{}'->'$.a;b'", "select 2")),
                arguments("select /*/ ; */ 1;select 2", List.of("select /*/ ; */ 1", "select 2")),
                arguments("select /* /* ; */ 1; select 2 */", List.of("select /* /* ; */ 1", "select 2 */")),
                arguments("select 1 /*", List.of("select 1 /*")),
                arguments(
                        "select ?1, ?, :a, @a, #a, $a; select 2", List.of("select ?1, ?, :a, @a, #a, $a", "select 2")),
                arguments("select $a::b(;'), 1; select 2", List.of("select $a::b(;'), 1", "select 2")),
                arguments("select $a(; ) ; select 2", List.of("select $a(; )", "select 2")),
                arguments("select $(;select 2", List.of("select $(", "select 2")),
                arguments("select a$b(;), 1; select 2", List.of("select a$b(", "), 1", "select 2")),
                arguments("select #a(;), 1; select 2", List.of("select #a(;), 1", "select 2")),
                arguments("select $a:;select 2", List.of("select $a:", "select 2")),
                arguments("select $a::;select 2", List.of("select $a::", "select 2")),
                arguments("select a$b(';'); select 2", List.of("select a$b(';')", "select 2")),
                arguments("\uFEFFselect 1;\uFEFF select 2", List.of("select 1", "select 2")),
                arguments("select 1 as x\uFEFF;select 2", List.of("select 1 as x\uFEFF", "select 2")),
                arguments(" \u000Bselect 1", List.of("select 1")),
                arguments(TRIGGER + "; select 1;", List.of(TRIGGER, "select 1")),
                arguments(TRIGGER + " -- c\n ;" + TRIGGER, List.of(TRIGGER, TRIGGER)),
                arguments(
                        "create trigger t insert on x begin select 1; end",
                        List.of("create trigger t insert on x begin select 1; end")),
                arguments(
                        "CREATE TEMPORARY TRIGGER begin INSERT ON x BEGIN SELECT 1; END; COMMIT",
                        List.of("CREATE TEMPORARY TRIGGER begin INSERT ON x BEGIN SELECT 1; END", "COMMIT")),
                arguments(
                        "explain query plan create trigger t insert on x begin select 1; end; commit",
                        List.of("explain query plan create trigger t insert on x begin select 1; end", "commit")),
                arguments("create table trigger(a); commit; end", List.of("create table trigger(a)", "commit", "end")),
                arguments(
                        "create table t(trigger); select 1; end",
                        List.of("create table t(trigger)", "select 1", "end")),
                arguments(
                        "begin; insert into t values (1); end; select 2",
                        List.of("begin", "insert into t values (1)", "end", "select 2")));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void findsTheStatements(String sql, List<String> expected) {
        assertThat(SqlScript.parse(sql).statements())
                .extracting(SqlStatement::text)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1 | SELECT",
                "VALUES (1) | SELECT",
                "/* select */ values(1) | SELECT",
                "with a as (select 1) delete from t | WITH",
                "insert into t values (1) | INSERT",
                "RePlAcE into t values (1) | INSERT",
                "update t set a = 1 | UPDATE",
                "delete from t | DELETE",
                "create table t(a) | SCHEMA",
                "alter table t add b | SCHEMA",
                "drop table t | SCHEMA",
                "reindex | SCHEMA",
                "analyze | SCHEMA",
                "explain select 1 | EXPLAIN",
                "explain query plan delete from t | EXPLAIN",
                "EXPLAIN COMMIT | EXPLAIN",
                "explain attach 'x' as y | EXPLAIN",
                "begin | TRANSACTION_CONTROL",
                "begin immediate | TRANSACTION_CONTROL",
                "COMMIT | TRANSACTION_CONTROL",
                "end transaction | TRANSACTION_CONTROL",
                "rollback | TRANSACTION_CONTROL",
                "rollback to a | TRANSACTION_CONTROL",
                "savepoint a | TRANSACTION_CONTROL",
                "release a | TRANSACTION_CONTROL",
                "/**/commit | TRANSACTION_CONTROL",
                "commit/**/ | TRANSACTION_CONTROL",
                "commit--x | TRANSACTION_CONTROL",
                "attach 'x' as y | ATTACH",
                "detach y | DETACH",
                "vacuum | VACUUM",
                "vacuum into 'x' | VACUUM",
                "backup to x | OTHER",
                "restore from x | OTHER",
                "\"commit\" | OTHER",
                "[select] 1 | OTHER",
                "(select 1) | OTHER",
                "commits | OTHER",
                "select1 | OTHER",
                "42 | OTHER",
                "1commit | OTHER",
                "? | OTHER",
                ") | OTHER",
                "pragma user_version | PRAGMA_READ",
                "PRAGMA main.user_version | PRAGMA_READ",
                "pragma user_version = 5 | PRAGMA_WRITE",
                "pragma user_version=5 | PRAGMA_WRITE",
                "pragma user_version(5) | PRAGMA_WRITE",
                "pragma main . user_version /**/ = -5 | PRAGMA_WRITE",
                "pragma \"query_only\"=0 | PRAGMA_WRITE",
                "pragma 'query_only' = 0 | PRAGMA_WRITE",
                "pragma [main].[query_only](0) | PRAGMA_WRITE",
                "pragma `query_only` | PRAGMA_READ",
                "pragma table_info(t) | PRAGMA_READ",
                "pragma main.table_info('t') | PRAGMA_READ",
                "pragma \"main\".\"table_xinfo\"(t) | PRAGMA_READ",
                "pragma table_info=t | PRAGMA_READ",
                "pragma foreign_key_check | PRAGMA_READ",
                "pragma integrity_check(10) | PRAGMA_READ",
                "pragma compile_options | PRAGMA_READ",
                "pragma data_version | PRAGMA_READ",
                "pragma journal_mode | PRAGMA_READ",
                "pragma journal_mode = delete | PRAGMA_WRITE",
                "pragma wal_checkpoint | PRAGMA_WRITE",
                "pragma wal_checkpoint(noop) | PRAGMA_WRITE",
                "pragma optimize | PRAGMA_WRITE",
                "pragma incremental_vacuum | PRAGMA_WRITE",
                "pragma shrink_memory | PRAGMA_WRITE",
                "pragma no_such_pragma | PRAGMA_WRITE",
                "pragma | PRAGMA_WRITE",
                "pragma main. | PRAGMA_WRITE",
                "pragma user_version user_version | PRAGMA_WRITE",
                "explain pragma user_version | PRAGMA_READ",
                "explain pragma synchronous = off | PRAGMA_WRITE",
                "explain query plan pragma synchronous = off | PRAGMA_WRITE",
                "explain /**/ query/* */plan pragma main.synchronous(off) | PRAGMA_WRITE"
            })
    void knowsTheKind(String sql, Kind kind) {
        assertThat(SqlScript.parse(sql + ";").statements())
                .singleElement()
                .extracting(SqlStatement::kind)
                .isEqualTo(kind);
    }

    @Test
    void commentsDoNotHideTheKind() {
        assertThat(only("-- select\ncommit").kind()).isEqualTo(Kind.TRANSACTION_CONTROL);
        assertThat(only("explain --\n query --\n plan -- \n pragma -- \n synchronous -- \n = -- \n off")
                        .kind())
                .isEqualTo(Kind.PRAGMA_WRITE);
    }

    @Test
    void namesThePragma() {
        assertThat(only("PRAGMA Main.[Table_Info](t)").pragma()).isEqualTo("table_info");
        assertThat(only("explain pragma \"a\"\"b\"").pragma()).isEqualTo("a\"b");
        assertThat(only("pragma").pragma()).isEmpty();
        assertThat(only("select pragma").pragma()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create temp table t(a)",
                "CREATE TEMPORARY VIEW v AS SELECT 1",
                "create temp trigger x insert on t begin select 1; end",
                "create table temp.t(a)",
                "create table \"temp\" . t(a)",
                "create table 'temp'.t(a)",
                "insert into [TEMP].t values (1)",
                "select * from t join temp /**/ . u",
                "pragma temp.user_version = 5",
                "explain create temp table t(a)",
                "analyze temp"
            })
    void noticesTemp(String sql) {
        assertThat(only(sql).mentionsTemp()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t(temp)",
                "insert into reading(temp, at) values (?, ?)",
                "select temp from reading",
                "select 'temp.x'",
                "select x.temp, tempo.y from x",
                "create table temperature(a) -- temp.x",
                "pragma temp_store"
            })
    void temperaturesAreNotTemporary(String sql) {
        assertThat(only(sql).mentionsTemp()).isFalse();
    }

    @Test
    void eachStatementIsJudgedByItself() {
        assertThat(SqlScript.parse("create temp table a(b); select temp; .x").statements())
                .extracting(SqlStatement::mentionsTemp)
                .containsExactly(true, false, false);
    }

    private static SqlStatement only(String sql) {
        List<SqlStatement> statements = SqlScript.parse(sql).statements();
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }
}
