package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.ReadPool;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.GroupCommit;
import dev.sqlane.sqlite.Sqlite;
import dev.sqlane.sqlite.SqliteConfiguration;
import dev.sqlane.sqlite.SqliteDatabase;
import dev.sqlane.sqlite.Synchronous;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.env.MockEnvironment;

class SqlaneAutoConfigurationTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    @Test
    void opensTheFileThatThePathNames() {
        Applications.application(file()).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
            assertThat(context.getBean(DataSource.class).toString()).startsWith("drop-in of");
            context.getBean(JdbcTemplate.class).execute("create table t (x)");
            assertThat(file()).isNotEmptyFile();
        });
    }

    @ParameterizedTest
    @CsvSource({"jdbc:sqlane:sqlite:", "jdbc:sqlite:"})
    void opensTheFileThatTheUrlOfTheDataSourceNames(String prefix) {
        Applications.application()
                .withPropertyValues("spring.datasource.url=" + prefix + file())
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
                    assertThat(context.getBean(DataSource.class).toString()).startsWith("drop-in of");
                    assertThat(file()).exists();
                });
    }

    @Test
    void optionsOfTheUrlCountBeforeProperties() {
        AtomicReference<SqliteConfiguration> configuration = new AtomicReference<>();
        Path odd = folder.resolve("what?.db");
        Applications.application()
                .withPropertyValues(
                        "spring.datasource.url=jdbc:sqlane:sqlite:" + folder
                                + "/what%3F.db?synchronous=FULL&acquireTimeout=7s&pragmas.recursive_triggers=on",
                        "sqlane.acquire-timeout=8s",
                        "sqlane.busy-timeout=2s")
                .withBean(SqliteConfigurationCustomizer.class, () -> builder -> configuration.set(builder.build()))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(odd).exists();
                    assertThat(configuration.get().synchronous()).isEqualTo(Synchronous.FULL);
                    assertThat(configuration.get().acquireTimeout()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(configuration.get().busyTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(configuration.get().pragmas()).containsEntry("recursive_triggers", "on");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spring.datasource.url=jdbc:sqlite::memory:          | sqlane.temporary=true",
                "spring.datasource.url=jdbc:sqlane:sqlite:           | is not the path of a file",
                "spring.datasource.url=jdbc:sqlite:a.db?cache=shared | sqlane.enabled=false",
                "spring.datasource.url=jdbc:sqlane:sqlite:a.db?extensions=evil.so | extensions can't be set by URL",
                "spring.datasource.url=jdbc:sqlane:sqlite:a.db?synchronous=FULL&synchronous=OFF | twice",
                "spring.datasource.url=jdbc:sqlane:sqlite:a.db?cache=shared | cache",
                "spring.datasource.url=jdbc:sqlane:sqlite:a%zz.db    | can't be decoded",
                "sqlane.path=file:app.db                             | name a file by its path",
                "sqlane.max-read-connections=0                       | maxReadConnections",
            })
    void refusesWhatNamesNoFileOrHasNoRange(String property, String message) {
        Applications.application()
                .withPropertyValues(property.startsWith("sqlane.max") ? "sqlane.path=" + file() : "x=y", property)
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining(message));
    }

    @Test
    void switchedOffTheUrlIsSpringBootsWhateverDatabaseTheApplicationHas() {
        Applications.application()
                .withPropertyValues(
                        "sqlane.enabled=false", "spring.datasource.url=jdbc:sqlite:" + file() + "?cache=private")
                .withBean(SqliteDatabase.class, () -> {
                    try {
                        return Sqlite.temporary();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(DataSource.class).toString()).doesNotStartWith("drop-in of");
                });
    }

    @Test
    void refusesTwoNames() {
        Applications.application(file())
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + file())
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("leave one of them out"));
    }

    @Test
    void temporaryCountsBeforeEverything() {
        Applications.application(file())
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + file(), "sqlane.temporary=true")
                .run(context -> {
                    assertThat(context).hasSingleBean(SqliteDatabase.class);
                    context.getBean(JdbcTemplate.class).execute("create table t (x)");
                    assertThat(file()).doesNotExist();
                });
    }

    @Test
    void leavesApplicationsAloneThatNameNoDatabase() {
        Applications.application()
                .withClassLoader(new FilteredClassLoader("com.zaxxer.hikari"))
                .run(context -> assertThat(context).doesNotHaveBean(SqliteDatabase.class));
        new org.springframework.boot.test.context.runner.ApplicationContextRunner()
                .withUserConfiguration(OwnDataSource.class, Applications.Application.class)
                .withPropertyValues("spring.flyway.enabled=false", "spring.liquibase.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(SqliteDatabase.class));
    }

    @Test
    void canBeSwitchedOff() {
        Applications.application()
                .withPropertyValues("spring.datasource.url=jdbc:sqlite:" + file(), "sqlane.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(SqliteDatabase.class);
                    assertThat(context.getBean(DataSource.class).getClass().getName())
                            .contains("Hikari");
                });
    }

    @Test
    void leavesTheDataSourceToAnotherDatabase() {
        Applications.application(file())
                .withPropertyValues(
                        "spring.datasource.url=jdbc:other:db", "spring.datasource.driver-class-name=org.sqlite.JDBC")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
                    assertThat(context.getBean(DataSource.class).getClass().getName())
                            .contains("Hikari");
                });
    }

    @Test
    void stepsBackForADatabaseOfTheApplication() {
        Applications.application(file())
                .withUserConfiguration(OwnDatabase.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
                    assertThat(file()).doesNotExist();
                    // The DataSource is of the application's database.
                    assertThat(context.getBean(DataSource.class).toString()).startsWith("drop-in of");
                });
    }

    @Test
    void aDatabaseOfTheApplicationNeedsNoProperties() {
        Applications.application()
                .withUserConfiguration(OwnDatabase.class)
                .run(context ->
                        assertThat(context.getBean(DataSource.class).toString()).startsWith("drop-in of"));
    }

    @Test
    void stepsBackForADataSourceOfTheApplication() {
        Applications.application(file())
                .withUserConfiguration(OwnDataSource.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
                    assertThat(context.getBean(DataSource.class)).isInstanceOf(org.sqlite.SQLiteDataSource.class);
                });
    }

    @Test
    void poolsAreInjectedByTypeAndAreNoDataSourcesToChooseFrom() {
        Applications.application(file()).withUserConfiguration(UsesPools.class).run(context -> {
            Pools pools = context.getBean(Pools.class);
            SqliteDatabase database = context.getBean(SqliteDatabase.class);
            assertThat(pools.read()).isSameAs(database.readPool());
            assertThat(pools.write()).isSameAs(database.writePool());
            assertThat(context.getBeansOfType(DataSource.class)).hasSize(1);
        });
    }

    @Test
    void aPoolOfTheApplicationIsInjectedInstead() {
        Applications.application(file())
                .withUserConfiguration(OwnReadPool.class, UsesPools.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Pools.class).read()).isSameAs(context.getBean("mine"));
                });
    }

    @Test
    void closesTheDatabaseAfterTheBeansThatUseIt() {
        AtomicReference<SqliteDatabase> database = new AtomicReference<>();
        Applications.application(file())
                .withUserConfiguration(WritesAtTheEnd.class)
                .run(context -> database.set(context.getBean(SqliteDatabase.class)));
        assertThatThrownBy(() -> database.get().read(c -> 1)).isInstanceOf(SQLException.class);
        assertThat(folder.resolve("app.db-wal")).doesNotExist();
        try (SqliteDatabase again = Sqlite.open(file())) {
            assertThat(again.queryValue("select x from last", String.class)).contains("written");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void propertiesHaveTheDefaultsOfTheConfiguration() {
        SqlaneProperties properties = Binder.get(new MockEnvironment()).bindOrCreate("sqlane", SqlaneProperties.class);
        assertThat(SqliteConfiguration.from(properties.settings())).isEqualTo(SqliteConfiguration.defaults());
    }

    @Test
    void thereIsAPropertyForEachSettingThatIsNoObject() {
        assertThat(names(SqlaneProperties.class)).containsAll(settings());
    }

    @Test
    void propertiesAreThoseOfTheDatabase() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("sqlane.max-read-connections", "7")
                .withProperty("sqlane.acquire-timeout", "2m")
                .withProperty("sqlane.cache-size", "16MB")
                .withProperty("sqlane.group-commit", "off")
                .withProperty("sqlane.pragmas.recursive_triggers", "on")
                .withProperty("sqlane.extensions", "a.so,b.so");
        SqliteConfiguration configuration = SqliteConfiguration.from(Binder.get(environment)
                .bindOrCreate("sqlane", SqlaneProperties.class)
                .settings());
        assertThat(configuration.maxReadConnections()).isEqualTo(7);
        assertThat(configuration.acquireTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(configuration.cacheSize()).isEqualTo(16L << 20);
        assertThat(configuration.groupCommit()).isEqualTo(GroupCommit.OFF);
        assertThat(configuration.pragmas()).containsEntry("recursive_triggers", "on");
        assertThat(configuration.extensions()).containsExactly(Path.of("a.so"), Path.of("b.so"));
    }

    static List<String> settings() {
        return names(SqliteConfiguration.class).stream()
                .filter(name -> !List.of("asyncContext", "customizer", "events").contains(name))
                .toList();
    }

    static List<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDatabase {
        @Bean
        SqliteDatabase own() throws SQLException {
            return Sqlite.temporary();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDataSource {
        @Bean
        DataSource own() {
            return new org.sqlite.SQLiteDataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnReadPool {
        @Bean
        ReadPool mine() throws Exception {
            Path file = Files.createTempDirectory("sqlane").resolve("own.db");
            Sqlite.open(file).close();
            return Sqlite.openReadPool(file);
        }
    }

    record Pools(ReadPool read, WritePool write) {}

    @Configuration(proxyBeanMethods = false)
    static class UsesPools {
        @Bean
        Pools pools(ReadPool read, WritePool write) {
            return new Pools(read, write);
        }
    }

    record LastWrite(WritePool pool) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            pool.run(c -> {
                c.update("create table last (x)");
                c.update("insert into last values ('written')");
            });
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WritesAtTheEnd {
        @Bean
        LastWrite lastWrite(WritePool pool) {
            return new LastWrite(pool);
        }
    }
}
