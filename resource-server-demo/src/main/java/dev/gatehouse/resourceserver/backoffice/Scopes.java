package dev.gatehouse.resourceserver.backoffice;

/** The scopes of the back office, as the authorization server knows them. */
final class Scopes {

    static final String CONTACTS_READ = "crm.contacts.read";
    static final String TAGS_WRITE = "crm.tags.write";
    static final String BUCKETS_READ = "storage.buckets.read";
    static final String OBJECTS_CREATE = "storage.objects.create";
    static final String MAIL_SEND = "mail.send";

    private Scopes() {}
}
