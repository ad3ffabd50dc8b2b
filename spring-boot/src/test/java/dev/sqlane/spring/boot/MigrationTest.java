package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** Flyway and Liquibase at start-up. Both use several connections at once. */
class MigrationTest {
    @TempDir
    Path folder;

    private void migratesOnceAndStartsAgain(String note, String... properties) {
        ApplicationContextRunner application =
                Applications.application(folder.resolve("app.db")).withPropertyValues(properties);
        for (int start = 0; start < 2; start++) {
            application.run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context.getBean(JdbcTemplate.class).queryForList("select text from note", String.class))
                        .containsExactly(note);
            });
        }
    }

    @Test
    void flyway() {
        migratesOnceAndStartsAgain("from Flyway", "spring.flyway.enabled=true");
    }

    @Test
    void liquibase() {
        migratesOnceAndStartsAgain(
                "from Liquibase",
                "spring.liquibase.enabled=true",
                "spring.liquibase.change-log=classpath:db/changelog/notes.sql");
    }
}
