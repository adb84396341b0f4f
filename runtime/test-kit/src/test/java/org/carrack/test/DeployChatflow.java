package org.carrack.test;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.carrack.chat.Answers;
import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.ChoiceQuestion;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Form;
import org.carrack.chat.IntegerQuestion;
import org.carrack.chat.Location;
import org.carrack.chat.Question;
import org.carrack.chat.Upload;

/** Deploys a machine, in thirty steps: the kind of flow that chatflows were made for. */
final class DeployChatflow implements Chatflow {

    static final List<String> EFFECTS = new ArrayList<>();

    private static final Set<String> TAKEN = Set.of("mail", "www");

    record Size(int cpus, int memory, String disk) {}

    String name = "";
    String purpose = "";
    Size size = new Size(1, 1, "");
    int disks;
    String region = "";
    Location place = new Location(0, 0);
    String network = "";
    String range = "";
    List<String> ports = List.of();
    String domain = "";
    String key = "";
    int passwordLength;
    Map<String, String> environment = Map.of();
    String repository = "";
    String branch = "";
    String note = "";
    Duration backups = Duration.ZERO;
    Instant window = Instant.EPOCH;
    BigDecimal budget = BigDecimal.ZERO;
    String reservation = "";

    @ChatStep(title = "Welcome", order = 1)
    void welcome(Dialogue chat) {
        chat.show("# Deploy\n\nThis takes some minutes.");
    }

    @ChatStep(title = "Name", order = 2)
    void askName(Dialogue chat) {
        while (true) {
            name = chat.ask(Question.string("Name of the machine?")
                    .required()
                    .identifier()
                    .minLength(3)
                    .maxLength(12)
                    .retry());
            if (!TAKEN.contains(name)) {
                return;
            }
            chat.error("%s is taken".formatted(name));
        }
    }

    @ChatStep(title = "Purpose", order = 3)
    void purpose(Dialogue chat) {
        purpose = chat.ask(Question.choice("What is it for?", List.of("web", "database", "other")));
    }

    @ChatStep(title = "Size", order = 4)
    void askSize(Dialogue chat) {
        Form form = new Form("How large?");
        IntegerQuestion cpus = form.add(Question.integer("CPUs").min(1).max(32).otherwise(2));
        IntegerQuestion memory =
                form.add(Question.integer("Memory in GiB").min(1).max(256));
        ChoiceQuestion disk = form.add(Question.choice("Disk", List.of("ssd", "hdd")));
        Answers answers = chat.ask(form);
        size = new Size(answers.get(cpus), answers.get(memory), answers.get(disk));
    }

    @ChatStep(title = "Disks", order = 5)
    void disks(Dialogue chat) {
        if (!purpose.equals("database")) {
            chat.goTo("region");
        }
        disks = chat.ask(
                Question.integer("How many disks for the database?").min(1).max(8));
    }

    @ChatStep(title = "Region", order = 6)
    void region(Dialogue chat) {
        region = chat.ask(
                Question.dropDown("Region?", List.of("north", "south", "west")).completed());
    }

    @ChatStep(title = "Place", order = 7)
    void place(Dialogue chat) {
        place = chat.ask(Question.location("Near which place?"));
    }

    @ChatStep(title = "Network", order = 8)
    void network(Dialogue chat) {
        network = chat.ask(Question.string("Name of the network?").otherwise("default"));
    }

    @ChatStep(title = "Address range", order = 9)
    void range(Dialogue chat) {
        range = chat.ask(
                Question.string("Address range?").pattern("10\\.\\d{1,3}\\.0\\.0/16", "a range such as 10.1.0.0/16"));
    }

    @ChatStep(title = "Ports", order = 10)
    void ports(Dialogue chat) {
        ports = chat.ask(Question.choices("Open ports?", List.of("22", "80", "443", "5432"))
                .minOptions(1));
    }

    @ChatStep(title = "Domain", order = 11)
    void domain(Dialogue chat) {
        domain = chat.ask(Question.choice("A domain?", List.of("own", "none")));
    }

    @ChatStep(title = "Domain name", order = 12)
    void domainName(Dialogue chat) {
        if (domain.equals("none")) {
            chat.goTo("key");
        }
        domain = chat.ask(Question.string("Which domain?").required().pattern("[a-z0-9.-]+", "a domain"));
    }

    @ChatStep(title = "Key", order = 13)
    void key(Dialogue chat) throws IOException {
        Upload file =
                chat.ask(Question.upload("Your public key?").maxSize(1_000).allowedTypes("pub"));
        key = Files.readString(chat.file(file)).strip();
    }

    @ChatStep(title = "Password", order = 14)
    void password(Dialogue chat) {
        passwordLength = chat.ask(
                        Question.secret("Password of the owner?").required().minLength(8))
                .length();
    }

    @ChatStep(title = "Environment", order = 15)
    void environment(Dialogue chat) {
        environment = chat.ask(Question.values("Environment?"));
    }

    @ChatStep(title = "Repository", order = 16)
    void repository(Dialogue chat) {
        repository = chat.ask(Question.string("Repository to deploy?").gitUrl().required());
    }

    @ChatStep(title = "Branch", order = 17)
    void branch(Dialogue chat) {
        branch = chat.ask(Question.string("Branch?").otherwise("main"));
    }

    @ChatStep(title = "Note", order = 18)
    void note(Dialogue chat) {
        note = chat.ask(Question.text("A note for the operators?").maxLength(200));
    }

    @ChatStep(title = "Backups", order = 19)
    void backups(Dialogue chat) {
        backups = chat.ask(Question.duration("How long are backups kept?"));
    }

    @ChatStep(title = "Window", order = 20)
    void window(Dialogue chat) {
        window = chat.ask(Question.dateTime("When may it be restarted?").future());
    }

    @ChatStep(title = "Budget", order = 21)
    void budget(Dialogue chat) {
        budget = chat.ask(Question.number("Budget for a month?").min(BigDecimal.ONE));
    }

    @ChatStep(title = "Price", order = 22)
    void price(Dialogue chat) {
        BigDecimal price = BigDecimal.valueOf(size.cpus() * 10L + size.memory());
        if (price.compareTo(budget) > 0) {
            chat.error("It costs %s".formatted(price));
            chat.goTo("askSize");
        }
        chat.show("It costs %s a month.".formatted(price));
    }

    @ChatStep(title = "Payment", order = 23)
    void payment(Dialogue chat) {
        chat.qrCode("Pay **here**", chat.idempotencyKey("payment"));
    }

    @ChatStep(title = "Paid", order = 24)
    void paid(Dialogue chat) {
        while (!chat.ask(Question.choice("Have you paid?", List.of("yes", "no")).retry())
                .equals("yes")) {
            chat.update("Waiting for the payment");
        }
    }

    @ChatStep(title = "Are you a person", order = 25)
    void person(Dialogue chat) {
        if (!chat.captcha("Which digits do you see?")) {
            chat.stop("Only people may deploy");
        }
    }

    @ChatStep(title = "Summary", order = 26)
    void summary(Dialogue chat) {
        chat.confirm("Is that right?", Map.of("name", name, "size", size, "region", region, "domain", domain));
    }

    @ChatStep(title = "Reserve", order = 27)
    void reserve(Dialogue chat) {
        reservation = chat.once("reserve", String.class, () -> {
            EFFECTS.add("reserved " + name);
            return "r-" + name;
        });
    }

    @ChatStep(title = "Boot", order = 28)
    void boot(Dialogue chat) {
        for (int percent = 0; percent < 100; percent += 50) {
            chat.progress("Booting " + reservation, percent);
        }
        chat.once("boot", () -> EFFECTS.add("booted " + reservation));
    }

    @ChatStep(title = "Configuration", order = 29)
    void configuration(Dialogue chat) {
        chat.download("Keep this file.", name + ".conf", "host=" + name + "\nkey=" + key);
    }

    @ChatStep(title = "Done", order = 30, isFinal = true)
    void done(Dialogue chat) {
        chat.show("**%s** runs at %s for %s with %s, %s, %d disks, %d characters, %s, %s, %s, %s, %s, %s"
                .formatted(
                        name,
                        region,
                        purpose,
                        ports,
                        network + range,
                        disks,
                        passwordLength,
                        environment,
                        repository + "#" + branch,
                        note,
                        backups,
                        window.getEpochSecond() > 0,
                        place.latitude()));
    }
}
