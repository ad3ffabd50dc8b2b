package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** {@code @Transactional} on both pools, and what Spring makes of errors. */
class TransactionalTest {
    @TempDir
    Path folder;

    private void run(ContextConsumer<AssertableApplicationContext> test, String... properties) {
        Applications.application(folder.resolve("app.db"))
                .withPropertyValues(properties)
                .withUserConfiguration(Beans.class)
                .run(context -> {
                    context.getBean(JdbcTemplate.class)
                            .execute(
                                    "create table note (id integer primary key, text text not null unique, parent integer references note (id))");
                    test.accept(context);
                });
    }

    @Test
    void readOnlyTransactionsUseTheReadPool() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            notes.add("one");
            SqliteDatabase database = context.getBean(SqliteDatabase.class);
            // While the only write connection is out, so that nothing else could serve the read.
            database.run(c -> {
                c.update("insert into note (text) values ('two')");
                assertThat(onAnotherThread(notes::count)).isEqualTo(1);
            });
            assertThat(notes.count()).isEqualTo(2);
        });
    }

    @Test
    void readOnlyTransactionsSeeOneState() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            notes.countTwice(() -> onAnotherThread(() -> {
                notes.add("meanwhile");
                return 0;
            }));
            assertThat(notes.count()).isEqualTo(1);
        });
    }

    @Test
    void readOnlyTransactionsCannotWrite() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            assertThatThrownBy(notes::writeReadOnly).isInstanceOf(DataAccessException.class);
            assertThat(notes.count()).isZero();
            // The next transaction of the same thread is no longer read-only.
            notes.add("one");
            assertThat(notes.count()).isEqualTo(1);
        });
    }

    @Test
    void transactionsUseTheWritePoolFromTheirFirstStatement() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            SqliteDatabase database = context.getBean(SqliteDatabase.class);
            int active = notes.addAnd("one", () -> database.writePool().stats().active());
            assertThat(active).isEqualTo(1);
            assertThat(database.writePool().stats().active()).isZero();
        });
    }

    @Test
    void transactionsAreRolledBack() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            assertThatThrownBy(() -> notes.addAnd("one", () -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");
            assertThat(notes.count()).isZero();
        });
    }

    @Test
    void aNewTransactionInsideOneThatHasWrittenIsRefusedAtOnce() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            assertThatThrownBy(() -> notes.addAnd("one", () -> {
                        notes.addInNew("two");
                        return 0;
                    }))
                    .hasRootCauseInstanceOf(Throwable.class)
                    .satisfies(e -> assertThat(causes(e)).hasAtLeastOneElementOfType(MisuseException.class));
            assertThat(notes.count()).isZero();
        });
    }

    @Test
    void errorsBecomeThoseOfSpring() {
        run(context -> {
            Notes notes = context.getBean(Notes.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            notes.add("one");
            assertThatThrownBy(() -> notes.add("one")).isInstanceOf(DuplicateKeyException.class);
            assertThatThrownBy(() -> jdbc.update("insert into note (id, text) values (1, 'two')"))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThatThrownBy(() -> jdbc.update("insert into note (text) values (null)"))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThatThrownBy(() -> jdbc.update("insert into note (text, parent) values ('two', 99)"))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThatThrownBy(() -> jdbc.update("insert into nowhere values (1)"))
                    .isInstanceOf(BadSqlGrammarException.class);
        });
    }

    @Test
    void anotherHoldersLockBecomesCannotAcquireLock() {
        run(
                context -> {
                    Notes notes = context.getBean(Notes.class);
                    try (var connection =
                                    java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                            var statement = connection.createStatement()) {
                        statement.execute("begin immediate");
                        assertThatThrownBy(() -> notes.add("one")).isInstanceOf(CannotAcquireLockException.class);
                        statement.execute("rollback");
                    }
                    notes.add("one");
                },
                "sqlane.busy-timeout=0s");
    }

    @Test
    void theEndOfTheWaitForAConnectionIsTransient() {
        run(
                context -> {
                    Notes notes = context.getBean(Notes.class);
                    context.getBean(SqliteDatabase.class)
                            .run(c -> onAnotherThread(() -> {
                                assertThatThrownBy(() -> notes.add("one"))
                                        .isInstanceOf(TransientDataAccessResourceException.class);
                                return 0;
                            }));
                },
                "sqlane.acquire-timeout=20ms");
    }

    @Test
    void theTimeOfAQueryBecomesQueryTimeout() {
        run(
                context -> assertThatThrownBy(() -> context.getBean(JdbcTemplate.class)
                                .queryForObject(
                                        "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n",
                                        Long.class))
                        .isInstanceOf(QueryTimeoutException.class),
                "spring.jdbc.template.query-timeout=1s");
    }

    private static List<Throwable> causes(Throwable e) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static int onAnotherThread(Callable<Integer> work) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            return executor.submit(work).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            executor.shutdown();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Notes notes(JdbcTemplate jdbc) {
            return new Notes(jdbc);
        }
    }

    static class Notes {
        private final JdbcTemplate jdbc;

        Notes(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional(readOnly = true)
        public int count() {
            return jdbc.queryForObject("select count(*) from note", Integer.class);
        }

        @Transactional(readOnly = true)
        public void countTwice(Runnable between) {
            int before = count();
            between.run();
            assertThat(count()).isEqualTo(before);
        }

        @Transactional(readOnly = true)
        public void writeReadOnly() {
            jdbc.update("insert into note (text) values ('read-only')");
        }

        @Transactional
        public void add(String text) {
            jdbc.update("insert into note (text) values (?)", text);
        }

        @Transactional
        public int addAnd(String text, IntSupplier then) {
            jdbc.update("insert into note (text) values (?)", text);
            return then.getAsInt();
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void addInNew(String text) {
            jdbc.update("insert into note (text) values (?)", text);
        }
    }
}
