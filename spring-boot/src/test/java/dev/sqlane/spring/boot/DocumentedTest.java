package dev.sqlane.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sqlane.Events;
import dev.sqlane.ReadPool;
import dev.sqlane.Task;
import dev.sqlane.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code docs/spring-boot.md} shows: it stands in the example or here, and works. */
class DocumentedTest {
    private static final Path PAGE = Path.of("../docs/spring-boot.md");
    private static final Path EXAMPLE = Path.of("../examples/spring-boot-jooq");
    private static final Path HERE = Path.of("../spring-boot/src/test/java");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void eachBlockStandsWhereItIsCompiledOrRun() throws IOException {
        String sources = sources();
        List<String> unknown = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        int found = 0;
        while (blocks.find()) {
            found++;
            if (!sources.contains(squeezed(blocks.group(2))) && !blocks.group(1).equals("properties")) {
                unknown.add(blocks.group(2));
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(found).isGreaterThan(5);
    }

    @Test
    void eachBlockOfPropertiesStartsAnApplication() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        while (blocks.find()) {
            if (blocks.group(1).equals("properties")) {
                String[] properties =
                        blocks.group(2).replace("bank.db", folder + "/bank.db").split("\n");
                Applications.application().withPropertyValues(properties).run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SqliteDatabase.class);
                    assertThat(folder.resolve("bank.db")).exists();
                });
                Files.delete(folder.resolve("bank.db"));
            }
        }
    }

    @Test
    void theTypedApiWorksBesideIt() {
        Applications.application(folder.resolve("app.db"))
                .withUserConfiguration(Documented.class)
                .run(context -> {
                    context.getBean(SqliteDatabase.class).run(c -> c.update("create table report (text)"));
                    Reports reports = context.getBean(Reports.class);
                    reports.add("one");
                    assertThat(reports.count()).isEqualTo(1);
                    assertThat(context.getBean(Alarms.class).begun).contains("add report");
                });
    }

    private static String sources() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path folder : List.of(EXAMPLE.resolve("src"), HERE)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.append(squeezed(Files.readString(file)));
                }
            }
        }
        return sources.append(squeezed(Files.readString(EXAMPLE.resolve("pom.xml"))))
                .toString();
    }

    /** The example has its version from its parent. */
    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "").replace("<version>0.1.0-SNAPSHOT</version>", "");
    }

    @Configuration(proxyBeanMethods = false)
    static class Documented {
        @Bean
        Alarms alarms() {
            return new Alarms();
        }

        @Bean
        SqliteConfigurationCustomizer listens(Alarms alarms) {
            return builder -> builder.events(alarms);
        }

        @Bean
        Reports reports(SqliteDatabase database, ReadPool reads) {
            return new Reports(database, reads);
        }
    }

    static class Alarms implements Events {
        private final ConcurrentLinkedQueue<String> begun = new ConcurrentLinkedQueue<>();

        @Override
        public void transactionBegun(Task task, Duration waited) {
            begun.add(task.name());
        }
    }
}
