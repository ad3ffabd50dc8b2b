package dev.sqlane.examples.bank;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. There is nothing of Sqlane in the code: {@code application.properties} names the file. */
@SpringBootApplication
public class BankApplication {
    /** Runs until the process is told to end. */
    public static void main(String[] arguments) {
        SpringApplication.run(BankApplication.class, arguments);
    }
}
